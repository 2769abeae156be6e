package org.dsrhub.decision;

import java.time.LocalDate;
import java.util.Collection;
import org.dsrhub.request.Right;

/** Decides an item. Pure: the same facts, rules, holds and day give the same decision on every node and in every year. */
public interface Decider {
    /**
     * @param right {@link Right#ACCESS} or {@link Right#ERASURE}, others decide as the nearer of the two
     * @param rules all versions of the controller's rules
     * @param holds those in force that cover the subject; whether one covers the item is decided here
     * @param today in the calendar of the controller's country
     */
    Decision decide(ItemFacts item, Right right, Collection<RetentionRule> rules, Collection<Hold> holds, LocalDate today);
}
