package org.dsrhub.intake;

/**
 * What the portal gets back.
 *
 * @param location null unless a request was stored
 * @param retryAfter seconds after which it may be sent again, null where that changes nothing
 */
public record PortalReply(int status, String contentType, String location, Integer retryAfter, String json) {}
