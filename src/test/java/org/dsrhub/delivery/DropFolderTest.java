package org.dsrhub.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DropFolderTest {
    private static final byte[] CONTENT = "sealed".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path parent;

    @Test
    void aFileThatLiesThereIsNotWrittenAgain() throws Exception {
        DropFolder folder = new DropFolder(parent.resolve("tryg"));
        AtomicInteger writes = new AtomicInteger();
        DropFolder.Content content = to -> {
            writes.incrementAndGet();
            to.write(CONTENT);
        };
        folder.drop("a.zip", hash(), content);
        folder.drop("a.zip", hash(), content);

        assertThat(writes).hasValue(1);
        assertThat(parent.resolve("tryg/a.zip")).hasBinaryContent(CONTENT);
        assertThat(parent.resolve("tryg/a.zip.done")).hasContent(HexFormat.of().formatHex(hash()));
    }

    @Test
    void aFileWhoseMarkerACrashPreventedGetsOnlyTheMarker() throws Exception {
        Path file = Files.createDirectories(parent.resolve("tryg")).resolve("a.zip");
        Files.write(file, CONTENT);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1000));

        new DropFolder(parent.resolve("tryg")).drop("a.zip", hash(), to -> to.write(CONTENT));

        assertThat(Files.getLastModifiedTime(file).toMillis()).isEqualTo(1000);
        assertThat(parent.resolve("tryg/a.zip.done")).exists();
    }

    @Test
    void aFileThatWasFetchedAndDeletedDoesNotComeBackWhileItsMarkerStays() throws Exception {
        DropFolder folder = new DropFolder(parent);
        folder.drop("a.zip", hash(), to -> to.write(CONTENT));
        Files.delete(parent.resolve("a.zip"));

        folder.drop("a.zip", hash(), to -> to.write(CONTENT));

        assertThat(parent.resolve("a.zip")).doesNotExist();
    }

    @Test
    void aFullDiskLeavesNoHalfFile() {
        assertThatThrownBy(() -> new DropFolder(parent).drop("a.zip", hash(), to -> {
                    to.write(CONTENT);
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(IOException.class);
        assertThat(parent).isEmptyDirectory();
    }

    private static byte[] hash() throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(CONTENT);
    }
}
