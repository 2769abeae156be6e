package org.dsrhub.identity.signature;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * @param trustFolder certificates of the authorities that are trusted ({@code *.crt, *.cer, *.der, *.pem}: issuers of
 *     qualified certificates, time-stamping and OCSP services), their revocation lists ({@code *.crl}) and trusted lists
 *     ({@code *.xml}); read again when it changes; without it no signature is ever valid
 * @param lists where countries publish their trusted lists, to be fetched into the folder; nothing is fetched unless said
 * @param timeLimit processor time that a document may cost
 * @param size largest document
 * @param unpacked most that a container or a PDF may unpack to
 * @param entries most files in a container
 * @param ratio most that a container may grow by being unpacked, from 1 MB on
 */
@ConfigurationProperties("hub.signatures")
record SignatureProperties(
        Path trustFolder,
        @DefaultValue List<URI> lists,
        @DefaultValue("2s") Duration timeLimit,
        @DefaultValue("6MB") DataSize size,
        @DefaultValue("16MB") DataSize unpacked,
        @DefaultValue("100") int entries,
        @DefaultValue("100") int ratio) {
    static SignatureProperties of(Path trustFolder) {
        return new SignatureProperties(
                trustFolder,
                List.of(),
                Duration.ofSeconds(2),
                DataSize.ofMegabytes(6),
                DataSize.ofMegabytes(16),
                100,
                100);
    }
}
