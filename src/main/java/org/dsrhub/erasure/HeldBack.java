package org.dsrhub.erasure;

import java.util.UUID;
import org.dsrhub.ledger.Settings;
import org.springframework.stereotype.Component;

/** Why an erasure waits in review, and that a person has released it. */
@Component
class HeldBack {
    private static final String NAME = "erasure.held-back.";
    private static final String LIMIT = "limit";
    private static final String LIMIT_RELEASED = "limit-released";
    private static final String UNPROVEN = "unproven";
    private static final String BY_HAND = "erased-by-hand";
    private static final String APPROVAL = "approval";
    private static final String REVIEW = "review";
    private static final String NOTHING = "";

    private final Settings settings;

    HeldBack(Settings settings) {
        this.settings = settings;
    }

    void limit(UUID requestId) {
        settings.set(NAME + requestId, LIMIT, "hub");
    }

    void unproven(UUID requestId) {
        settings.set(NAME + requestId, UNPROVEN, "hub");
    }

    /** Until a person has approved its preview nothing of the erasure is handed over. */
    void approval(UUID requestId) {
        settings.set(NAME + requestId, APPROVAL, "hub");
    }

    /** Its copy is answered partly: nothing goes on its day before a person has released the erasure. */
    void review(UUID requestId) {
        if (value(requestId).equals(NOTHING)) {
            settings.set(NAME + requestId, REVIEW, "hub");
        }
    }

    /** @return whether it waited for that */
    boolean reviewed(UUID requestId, String actor) {
        if (!value(requestId).equals(REVIEW)) {
            return false;
        }
        settings.set(NAME + requestId, NOTHING, actor);
        return true;
    }

    boolean awaitsApproval(UUID requestId) {
        return value(requestId).equals(APPROVAL);
    }

    void approved(UUID requestId, String actor) {
        if (awaitsApproval(requestId)) {
            settings.set(NAME + requestId, NOTHING, actor);
        }
    }

    void release(UUID requestId, String actor) {
        switch (value(requestId)) {
            case LIMIT -> settings.set(NAME + requestId, LIMIT_RELEASED, actor);
            case UNPROVEN -> settings.set(NAME + requestId, BY_HAND, actor);
            default -> {
                // it waited for decisions only
            }
        }
    }

    boolean limitReleased(UUID requestId) {
        return value(requestId).equals(LIMIT_RELEASED);
    }

    /** Once: what is still there after the next proof needs a person again. */
    boolean erasedByHand(UUID requestId) {
        if (!value(requestId).equals(BY_HAND)) {
            return false;
        }
        settings.set(NAME + requestId, NOTHING, "hub");
        return true;
    }

    /** The erasure is through: the next one of this request starts afresh. */
    void forget(UUID requestId) {
        if (!value(requestId).equals(NOTHING)) {
            settings.set(NAME + requestId, NOTHING, "hub");
        }
    }

    private String value(UUID requestId) {
        return settings.get(NAME + requestId).orElse(NOTHING);
    }
}
