package org.dsrhub.simulation;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * A data subject who never lived, and what the systems of one data controller hold about them. The lists may be added to
 * until the person is put into an environment.
 *
 * @param country of the national number, ISO 3166-1
 * @param phone E.164
 * @param language of letters, ISO 639-1
 */
public record SyntheticPerson(
        String controller,
        String customerNumber,
        String country,
        String nationalId,
        String name,
        String formerName,
        LocalDate birthDate,
        String email,
        String phone,
        LocalDate phoneSince,
        String address,
        boolean protectedAddress,
        String language,
        LocalDate customerSince,
        List<Policy> policies,
        List<Quote> quotes,
        List<Cart> carts,
        List<Claim> claims,
        List<Recording> recordings,
        List<Debt> debts,
        List<Consent> consents,
        List<Chat> chats,
        List<FeedLine> feed) {

    /** @param end null while the contract is in force */
    public record Policy(
            String number,
            String product,
            LocalDate start,
            LocalDate end,
            BigDecimal premium,
            String insuredObject,
            String coInsured) {}

    public record Quote(
            String number,
            LocalDate offeredOn,
            String product,
            BigDecimal price,
            boolean soleTrader,
            boolean accepted,
            String insuredObject) {}

    public record Cart(String number, LocalDate consentOn, String insuredObject) {}

    /** @param closedOn null while the claim is open */
    public record Claim(
            String number,
            String policyNumber,
            String product,
            LocalDate occurredOn,
            LocalDate notifiedOn,
            LocalDate closedOn,
            String description,
            String healthNotes,
            String witnessName,
            BigDecimal paid) {}

    /**
     * @param at local time of the archive, as the archive gives it
     * @param purpose DOCUMENTATION or QUALITY
     * @param bytes size of the audio file; 0 for half a second of a tone
     */
    public record Recording(
            String id,
            LocalDateTime at,
            String purpose,
            String claimNumber,
            String agentName,
            String transcript,
            long bytes) {}

    /** @param settledOn null while the debt is open */
    public record Debt(
            String caseNumber, BigDecimal amount, String currency, LocalDate openedOn, LocalDate settledOn) {}

    public record Consent(String id, String channel, String purpose, LocalDate givenOn, LocalDate withdrawnOn) {}

    public record Chat(String id, LocalDateTime startedAt, String text, String claimNumber) {}

    /** @param bonus in øre */
    public record FeedLine(String policyNumber, String address, String account, long bonus, LocalDate feedDate) {}

    static SyntheticPerson of(
            String controller,
            String customerNumber,
            String country,
            String nationalId,
            String name,
            LocalDate birthDate,
            String email,
            String phone,
            LocalDate phoneSince,
            String address) {
        return new SyntheticPerson(
                controller,
                customerNumber,
                country,
                nationalId,
                name,
                null,
                birthDate,
                email,
                phone,
                phoneSince,
                address,
                false,
                country.equals("DK") ? "da" : "et",
                phoneSince,
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>());
    }

    SyntheticPerson withProtectedAddress() {
        return copy(formerName, true);
    }

    SyntheticPerson withFormerName(String former) {
        return copy(former, protectedAddress);
    }

    private SyntheticPerson copy(String former, boolean hidden) {
        return new SyntheticPerson(
                controller,
                customerNumber,
                country,
                nationalId,
                name,
                former,
                birthDate,
                email,
                phone,
                phoneSince,
                address,
                hidden,
                language,
                customerSince,
                policies,
                quotes,
                carts,
                claims,
                recordings,
                debts,
                consents,
                chats,
                feed);
    }
}
