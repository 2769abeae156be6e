package org.dsrhub.simulation;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Call recordings: an index over HTTP ({@code GET /recordings?phone=|claimNumber=}, {@code DELETE /recordings/{id}}) and
 * a share with the audio and a sidecar file for each. The index row goes by the call, the files are the caller's to
 * remove.
 */
public final class RecordingArchive extends SimulatedHttpSystem {
    private final RecordStore index = new RecordStore("recordingId", "phone", "claimNumber");
    private final Path media;

    public RecordingArchive(String name, String token, Path media) {
        super(name, token);
        this.media = media;
        try {
            Files.createDirectories(media);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folder of the share. */
    public Path media() {
        return media;
    }

    public void add(SyntheticPerson person) {
        for (SyntheticPerson.Recording recording : person.recordings()) {
            String file = recording.id() + ".wav";
            double seconds = write(recording, media.resolve(file));
            sidecar(recording, seconds);
            index.put(row(
                    "recordingId", recording.id(),
                    "phone", person.phone(),
                    "recordedAt", recording.at().format(DateTimeFormatter.ISO_LOCAL_DATE_TIME),
                    "purpose", recording.purpose(),
                    "claimNumber", recording.claimNumber(),
                    "agentName", recording.agentName(),
                    "file", file));
        }
    }

    /** The index names that file for the recording, whatever it is. */
    public void misname(String recordingId, String file) {
        for (Map<String, Object> row : index.all()) {
            if (recordingId.equals(row.get("recordingId"))) {
                row.put("file", file);
            }
        }
    }

    @Override
    public List<Map<String, Object>> records() {
        return index.all();
    }

    @Override
    protected Reply answer(Call call) {
        if (call.method().equals("GET") && call.path().equals("/recordings")) {
            String field = call.query().containsKey("phone") ? "phone" : "claimNumber";
            String value = call.query().get(field);
            if (value == null) {
                return Reply.error(400, "phone or claimNumber is required");
            }
            List<Map<String, Object>> found = find(index, field, value);
            return Reply.ok(Map.of("data", found, "total", found.size()));
        }
        if (call.method().equals("DELETE") && call.path().startsWith("/recordings/")) {
            return index.remove(call.lastSegment()) ? Reply.noContent() : Reply.error(404, "no such recording");
        }
        return Reply.error(404, "no such resource");
    }

    private static double write(SyntheticPerson.Recording recording, Path file) {
        try {
            return recording.bytes() > 0 ? Wav.silence(file, recording.bytes()) : Wav.tone(file, recording.id());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void sidecar(SyntheticPerson.Recording recording, double seconds) {
        Map<String, Object> sidecar = new LinkedHashMap<>();
        sidecar.put("recordingId", recording.id());
        sidecar.put("durationSeconds", seconds);
        if (recording.transcript() != null) {
            sidecar.put("transcript", recording.transcript());
        }
        try {
            new ObjectMapper()
                    .writeValue(media.resolve(recording.id() + ".json").toFile(), sidecar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
