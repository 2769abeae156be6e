package org.dsrhub.api;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How long a caller may take to say what it wants, so that a few that dawdle on purpose do not hold the door.
 *
 * @param headersWithin from the first byte of a request to the last of its headers
 * @param bodyGrace so long the hub waits for a body in any case, all waits together
 * @param bodyRate bytes a second of waiting that a body has to bring after that
 */
@ConfigurationProperties("hub.http")
record HttpProperties(
        @DefaultValue("20s") Duration headersWithin,
        @DefaultValue("20s") Duration bodyGrace,
        @DefaultValue("1KB") DataSize bodyRate) {}
