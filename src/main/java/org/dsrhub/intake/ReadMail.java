package org.dsrhub.intake;

import java.util.List;

/**
 * What a mail says, decoded as far as it could be. Personal data: lives only while the mail is looked at.
 *
 * @param messageId null where it has none
 * @param name of the sender as the mail gives it, null where none
 * @param address of the sender, null where none can be made out; never proof of who wrote
 * @param subject empty where none
 * @param text of the body, empty where there is none to read
 * @param attachments parts that are no text of the letter
 * @param enclosed those of them that there are bytes of
 * @param answers Message-IDs that it answers to, the nearest first
 * @param results values of {@code Authentication-Results}, the topmost first
 * @param report null unless a mail server tells of a mail that it could not hand over
 * @param automatic a machine wrote it, and no reply may go out
 */
record ReadMail(
        String messageId,
        String name,
        String address,
        String subject,
        String text,
        int attachments,
        List<Attachment> enclosed,
        List<String> answers,
        List<String> results,
        DeliveryReport report,
        boolean automatic) {

    String everything() {
        return subject + "\n" + text;
    }

    @Override
    public String toString() {
        return "ReadMail[" + text.length() + " characters, " + attachments + " attachments]";
    }
}
