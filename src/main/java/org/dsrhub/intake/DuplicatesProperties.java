package org.dsrhub.intake;

import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When a request is taken for one that is there already.
 *
 * @param join false to open a case for each delivery
 * @param window by controller: how long after the first one's receipt; without an entry as long as the first is open
 */
@ConfigurationProperties("hub.duplicates")
record DuplicatesProperties(@DefaultValue("true") boolean join, Map<String, Duration> window) {
    DuplicatesProperties {
        window = window == null ? Map.of() : Map.copyOf(window);
    }
}
