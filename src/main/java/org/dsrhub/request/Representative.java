package org.dsrhub.request;

/**
 * Who asks for somebody else. Lives in the vault only.
 *
 * @param name as given
 * @param mail address of theirs, null where none is known
 */
public record Representative(Capacity capacity, String name, String mail) {
    /** In what capacity somebody asks for another. */
    public enum Capacity {
        /** a lawyer, an adviser, a relative: whoever a power of attorney names */
        AUTHORISED,
        /** appointed by a court or an authority */
        GUARDIAN,
        /** holder of parental responsibility, while the subject is under age */
        PARENT,
        /** heir or administrator of somebody who has died */
        ESTATE
    }

    /** Never the person: this record may end in a log. */
    @Override
    public String toString() {
        return "Representative[" + capacity + "]";
    }
}
