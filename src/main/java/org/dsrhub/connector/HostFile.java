package org.dsrhub.connector;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.dsrhub.request.Problem;
import org.springframework.stereotype.Component;

/** Searches the flat files that a host system unloads, on a share or an SFTP server, for the keys at hand. */
@Component("host-file")
public class HostFile {
    private static final int TRIES_OF_HALF_FILES = 6;

    private final Replies replies;
    private final CamelContext camel;

    HostFile(Replies replies, CamelContext camel) {
        this.replies = replies;
        this.camel = camel;
    }

    public void search(Reply reply) throws IOException {
        if (!reply.isAsking()) {
            if (reply.ended()) {
                return;
            }
            throw new Problem(
                    "action-not-served",
                    "an unload file only shows what the host holds; write 'erasure: manual' in the connector file");
        }
        List<Call> calls = new ArrayList<>();
        while (reply.next()) {
            calls.add(reply.getCall());
        }
        if (calls.isEmpty()) {
            return;
        }
        Connector connector = reply.connector();
        Pattern names = Pattern.compile(replies.parameter(connector, "files", ".*"));
        String folder = replies.parameter(connector, "folder", ".");
        if (connector.parameters().containsKey("host")) {
            try (SftpReader server = new SftpReader(SftpEndpoints.Connection.of(camel, connector))) {
                for (String name : server.names(folder, names)) {
                    read(reply, calls, () -> server.open(folder, name));
                }
            }
        } else {
            for (Path file : files(Path.of(folder), names)) {
                read(reply, calls, () -> Files.newInputStream(file));
            }
        }
    }

    private static List<Path> files(Path folder, Pattern names) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.filter(Files::isRegularFile)
                    .filter(file -> names.matcher(file.getFileName().toString()).matches())
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                // An empty folder says nothing about what the host holds.
                throw new SystemUnavailable("host-file-missing: the host has not unloaded its files");
            }
            return found;
        }
    }

    private interface Opening {
        InputStream open() throws IOException;
    }

    private void read(Reply reply, List<Call> calls, Opening file) throws IOException {
        Connector connector = reply.connector();
        HostLayout layout = new HostLayout(
                replies.parameter(connector, "layout", ""),
                Charset.forName(replies.parameter(connector, "charset", "IBM-1047")));
        try (InputStream in = new BufferedInputStream(file.open(), 1 << 16)) {
            layout.read(
                    in,
                    replies.parameter(connector, "header", null),
                    span(replies.parameter(connector, "header-count", null)),
                    replies.parameter(connector, "trailer", null),
                    span(replies.parameter(connector, "trailer-count", null)),
                    record -> {
                        for (Call call : calls) {
                            if (call.value().equals(Records.text(record.get(call.text())))) {
                                reply.add(call, record, Sink.MediaSource.NONE);
                                break;
                            }
                        }
                    });
        } catch (HostLayout.Half e) {
            throw reply.lease().attempt() < TRIES_OF_HALF_FILES
                    ? new SystemUnavailable("host-file-incomplete: a file " + e.getMessage())
                    : new Problem(
                            "host-file-incomplete",
                            "a file of the host " + e.getMessage() + "; have it unloaded again, then retry");
        }
    }

    /** {@code 2-10}: from the second byte to the tenth. */
    private static int[] span(String text) {
        if (text == null) {
            return null;
        }
        if (!text.matches("[1-9][0-9]*-[1-9][0-9]*")) {
            throw new Problem("layout-unreadable", "write a count's place as first-last byte, for example 2-10");
        }
        String[] ends = text.split("-");
        return new int[] {Integer.parseInt(ends[0]), Integer.parseInt(ends[1])};
    }
}
