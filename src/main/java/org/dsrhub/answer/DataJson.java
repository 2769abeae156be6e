package org.dsrhub.answer;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.dsrhub.decision.Decider;
import org.dsrhub.decision.Decision;
import org.dsrhub.decision.RetentionRule;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Items;

/** {@code data.json}: every reported item with its decisions, for machines; written as the items stream by. */
final class DataJson implements AutoCloseable {
    private final Dossier dossier;
    private final JsonGenerator json;

    DataJson(Dossier dossier, SearchReport report, OutputStream to, ObjectMapper mapper) throws IOException {
        this.dossier = dossier;
        this.json = mapper.createGenerator(to).useDefaultPrettyPrinter();
        json.writeStartObject();
        json.writeStringField("caseNumber", dossier.request().caseNumber());
        json.writeStringField("controller", dossier.controller().legalName());
        branches();
        json.writeStringField("receivedOn", dossier.receivedOn().toString());
        json.writeNumberField("round", dossier.round());
        json.writeArrayFieldStart("systems");
        for (SearchReport.Searched searched : report.systems()) {
            json.writeStartObject();
            json.writeStringField("system", searched.system());
            json.writeStringField("title", dossier.title(searched.system()));
            json.writeStringField("result", searched.result().name());
            json.writeNumberField("records", searched.records());
            if (searched.result() == SearchReport.Result.STATED) {
                json.writeStringField("statement", report.statement(searched.system()));
            }
            json.writeArrayFieldStart("searchedWith");
            for (String key : searched.keys()) {
                json.writeString(key);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("pending");
        for (String system : report.pending()) {
            json.writeString(system);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("items");
    }

    private void branches() throws IOException {
        if (dossier.branches().isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("branches");
        for (Dossier.Branch branch : dossier.branches()) {
            json.writeStartObject();
            json.writeStringField("branch", branch.id());
            json.writeStringField("name", branch.legalName());
            json.writeStringField("standing", branch.standing().name());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    void add(Reported reported) {
        try {
            item(reported);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void item(Reported reported) throws IOException {
        Item item = reported.item();
        json.writeStartObject();
        json.writeStringField("system", item.system());
        json.writeStringField("type", item.type());
        json.writeStringField("title", dossier.title(item.system(), item.type()));
        json.writeStringField(
                "reference", DisclosedRecord.blackOut(reported, dossier).apply(item.reference()));
        json.writeStringField("source", item.facts().provenance().name());
        if (reported.disclosed()) {
            DisclosedRecord disclosed = DisclosedRecord.of(reported, dossier);
            json.writePOJOField("record", disclosed.fields());
            if (!disclosed.masked().isEmpty()) {
                json.writePOJOField("redacted", disclosed.masked());
            }
            if (!disclosed.media().isEmpty()) {
                json.writeArrayFieldStart("files");
                for (Item.Media media : disclosed.media()) {
                    json.writeString(MediaName.of(media));
                }
                json.writeEndArray();
            }
        }
        json.writeArrayFieldStart("decisions");
        decision(item, reported.access());
        decision(item, reported.erasure());
        json.writeEndArray();
        json.writeEndObject();
    }

    private void decision(Item item, Items.DecidedItem decided) throws IOException {
        if (decided == null) {
            return;
        }
        Decision decision = decided.decision();
        RetentionRule own = isHold(decision) ? ownRule(item) : null;
        json.writeStartObject();
        json.writeStringField("right", decided.right().name());
        json.writeStringField("outcome", decision.outcome().name());
        if (isHold(decision)) {
            text("rule", own == null ? null : own.id());
            json.writeNumberField("ruleVersion", own == null ? 0 : own.version());
        } else {
            text("rule", decision.rule());
            json.writeNumberField("ruleVersion", decision.ruleVersion());
        }
        text("until", decision.until() == null ? null : decision.until().toString());
        text("legalBasis", decision.legalBasis());
        text("dpv", decision.dpv());
        text("messageKey", decision.messageKey());
        text("reason", dossier.reason(decision.messageKey()));
        json.writeBooleanField("suppression", decision.suppression());
        json.writeBooleanField("overrun", decision.overrun());
        text("execution", decided.execution());
        json.writeEndObject();
    }

    /** The kind of a hold would tell of investigations and orders: the subject reads the item's ordinary rule instead. */
    private static boolean isHold(Decision decision) {
        return decision.rule() == null
                || decision.rule().startsWith("H-")
                || decision.rule().equals("law");
    }

    private RetentionRule ownRule(Item item) {
        return Decider.named(dossier.controllerOf(item.system()).retention(), item.facts(), dossier.today())
                .orElse(null);
    }

    private void text(String name, String value) throws IOException {
        if (value == null) {
            json.writeNullField(name);
        } else {
            json.writeStringField(name, value);
        }
    }

    @Override
    public void close() throws IOException {
        json.writeEndArray();
        json.writeEndObject();
        json.close();
    }
}
