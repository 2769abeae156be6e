package org.dsrhub.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import net.lingala.zip4j.ZipFile;
import net.lingala.zip4j.model.ZipParameters;
import net.lingala.zip4j.model.enums.EncryptionMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerArchiveTest {
    @TempDir
    private Path folder;

    @Test
    void aPackageOpensWithThePasswordOfThePrintedLetterOnly() throws Exception {
        Path archive = folder.resolve("answer.zip");
        ZipParameters entry = new ZipParameters();
        entry.setFileNameInZip("data.json");
        entry.setEncryptFiles(true);
        entry.setEncryptionMethod(EncryptionMethod.AES);
        String data =
                "{\"items\": [{\"system\": \"claims\", \"reference\": \"C1\", \"record\": {\"state\": \"OPEN\"}}]}";
        try (ZipFile zip = new ZipFile(archive.toFile(), "23456-789AB-CDEFG-HJKLM-NPQRS".toCharArray())) {
            zip.addStream(new ByteArrayInputStream(data.getBytes(StandardCharsets.UTF_8)), entry);
        }
        Path print = Files.createDirectories(folder.resolve("print/tryg"));
        Files.writeString(print.resolve("letter.txt"), "Adgangskode: 23456-789AB-CDEFG-HJKLM-NPQRS\n");

        assertThat(AnswerArchive.open(archive, Set.of("23456-789AB-CDEFG-HJKLM-NPQRT")))
                .isEmpty();
        AnswerArchive opened = AnswerArchive.open(archive, AnswerArchive.passwords(folder.resolve("print")))
                .orElseThrow();
        assertThat(opened.item("claims", "C1")).isPresent();
        assertThat(opened.item("claims", "OPEN")).isPresent();
        assertThat(opened.item("crm", "C1")).isEmpty();
    }
}
