package org.dsrhub.operations;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** @param folder where the daily signed files of audit heads go; best a store that forgets nothing (WORM) */
@ConfigurationProperties("hub.audit")
record AuditProperties(Path folder) {

    AuditProperties {
        if (folder == null) {
            throw new IllegalArgumentException(
                    "hub.audit.folder is missing: name a folder for the signed files of audit heads that all nodes share");
        }
    }
}
