package org.dsrhub.intake;

/** What the portal gets back. @param location null unless a request was stored */
public record PortalReply(int status, String contentType, String location, String json) {}
