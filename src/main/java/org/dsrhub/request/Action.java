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
    /** set the Art. 18 flag */
    RESTRICT,
    /** lift it again, once the subject has been told */
    LIFT,
    /** correct what a person has found to be wrong (Art. 16) */
    RECTIFY,
    /** end a consent other than that to direct marketing, as of a day */
    WITHDRAW,
    /** tell a recipient what was erased (Art. 19) */
    NOTIFY,
    /** tell a recipient what was corrected (Art. 19): a person does, in words */
    INFORM
}
