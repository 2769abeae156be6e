package org.dsrhub.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FolderStoreTest {
    @TempDir
    Path folder;

    @Test
    void a_content_appears_under_its_name_only_once_it_is_complete() throws IOException {
        UUID id = UUID.randomUUID();
        Path whole = folder.resolve(id.toString().substring(0, 2)).resolve(id.toString());
        try (LargeStore.Sink sink = new FolderStore(folder).create(id)) {
            sink.write(1);
            assertThat(whole).doesNotExist();

            assertThat(folder.resolve(sink.complete())).isEqualTo(whole);
        }
        assertThat(whole).hasBinaryContent(new byte[] {1});
    }

    @Test
    void what_a_crash_left_half_written_is_listed_and_can_be_deleted() throws IOException {
        FolderStore store = new FolderStore(folder);
        LargeStore.Sink abandoned = store.create(UUID.randomUUID());
        abandoned.write(1);

        Instant later = Instant.now().plusSeconds(60);
        String location = onlyOne(store, later);
        assertThat(location).endsWith(".part");
        store.delete(location);
        try (Stream<String> left = store.writtenBefore(later)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void files_of_others_are_not_listed() throws IOException {
        FolderStore store = new FolderStore(folder);
        Files.createDirectories(folder.resolve("ab"));
        Files.createFile(folder.resolve("readme.txt"));
        Files.createFile(folder.resolve("ab/notes"));
        Path ours = Files.createFile(folder.resolve("ab/" + UUID.randomUUID()));
        Files.setLastModifiedTime(ours, FileTime.from(Instant.EPOCH));

        assertThat(onlyOne(store, Instant.now().plusSeconds(60)))
                .endsWith(ours.getFileName().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret", "/etc/passwd", "ab/../../secret", "ab/x", ""})
    void a_location_outside_the_folder_is_refused(String location) {
        FolderStore store = new FolderStore(folder);

        assertThatThrownBy(() -> store.open(location)).hasMessageContaining("location");
        assertThatThrownBy(() -> store.delete(location)).hasMessageContaining("location");
    }

    @Test
    void a_folder_that_cannot_be_made_stops_the_start_and_names_the_property() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> new FolderStore(file.resolve("vault")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("hub.vault.folder");
    }

    private static String onlyOne(FolderStore store, Instant limit) throws IOException {
        try (Stream<String> listed = store.writtenBefore(limit)) {
            return assertThat(listed.toList()).hasSize(1).actual().get(0);
        }
    }
}
