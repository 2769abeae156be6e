package org.dsrhub.request;

/** What a task does in a system. */
public enum Action {
    /** a stage of the hub's own flow, no backing system */
    STAGE,
    /** ask what is held */
    QUERY,
    /** ask for the address on file of somebody who is not identified yet; keeps nothing else */
    LOOK_UP,
    /** erase the items decided on */
    ERASE,
    /** overwrite what identifies in the items decided on */
    ANONYMISE,
    /** ask again after erasing: erased items must be gone */
    PROVE,
    /** stop direct marketing (or reminders) and keep the minimal suppression entry */
    SUPPRESS,
    /** set or lift the Art. 18 flag */
    RESTRICT,
    /** tell a recipient what was erased (Art. 19) */
    NOTIFY
}
