package org.dsrhub.connector;

import com.jcraft.jsch.ChannelSftp;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import com.jcraft.jsch.SftpException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.regex.Pattern;

/** Reads the files of one folder of an SFTP server as streams; Camel's consumer would move or remember them. */
final class SftpReader implements AutoCloseable {
    private final Session session;
    private final ChannelSftp channel;

    SftpReader(SftpEndpoints.Connection to) throws IOException {
        int timeout = Math.toIntExact(to.timeout());
        try {
            JSch client = new JSch();
            client.setKnownHosts(to.knownHosts());
            if (to.keyFile() != null) {
                client.addIdentity(to.keyFile(), to.keyPassword());
            }
            session = client.getSession(to.username(), to.host(), Integer.parseInt(to.port()));
            session.setPassword(to.password());
            session.setConfig("StrictHostKeyChecking", "yes");
            session.setConfig("PreferredAuthentications", to.ways());
            session.connect(timeout);
            session.setTimeout(timeout);
            channel = (ChannelSftp) session.openChannel("sftp");
            channel.connect(timeout);
        } catch (JSchException e) {
            SftpFailures.hostKey(e).ifPresent(problem -> {
                throw problem;
            });
            throw new IOException("the SFTP server cannot be entered", e);
        }
    }

    /** Names of the folder's files that match, in alphabetical order. */
    List<String> names(String folder, Pattern wanted) throws IOException {
        try {
            return channel.ls(folder).stream()
                    .filter(entry -> !entry.getAttrs().isDir())
                    .map(ChannelSftp.LsEntry::getFilename)
                    .filter(name -> wanted.matcher(name).matches())
                    .sorted()
                    .toList();
        } catch (SftpException e) {
            throw new IOException("the SFTP folder cannot be listed", e);
        }
    }

    InputStream open(String folder, String name) throws IOException {
        try {
            return channel.get(folder + "/" + name);
        } catch (SftpException e) {
            throw new IOException("the SFTP file cannot be read", e);
        }
    }

    @Override
    public void close() {
        if (channel != null) {
            channel.disconnect();
        }
        session.disconnect();
    }
}
