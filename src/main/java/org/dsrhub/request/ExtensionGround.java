package org.dsrhub.request;

/** Why a month may become three (Art. 12(3)); a person says it. That systems are down is none. */
public enum ExtensionGround {
    /** of the request */
    COMPLEXITY,
    /** of the requests that came in */
    NUMBER
}
