package org.dsrhub.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.dsrhub.answer.CaseExports;
import org.dsrhub.decision.CaseFile;
import org.dsrhub.decision.Decider;
import org.dsrhub.decision.Decision;
import org.dsrhub.decision.Hold;
import org.dsrhub.decision.ItemFacts;
import org.dsrhub.decision.RetentionRule;
import org.dsrhub.ledger.DecisionBasis;
import org.dsrhub.ledger.Holds;
import org.dsrhub.ledger.Requests;
import org.dsrhub.ledger.RuleVersions;
import org.dsrhub.ledger.SubjectHashes;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.Right;
import org.dsrhub.simulation.SyntheticPeople;
import org.dsrhub.simulation.SyntheticPerson;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.jdbc.core.JdbcTemplate;

/** A regulator makes each decision of a case again, from what the exported case holds and nothing else. */
class ReproducedDecisionsTest {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final HubUnderTest hub = HubUnderTest.shared();

    @Test
    void everyDecisionOfTheRulesIsMadeAgainFromTheExportAlone() throws Exception {
        SyntheticPerson person = hub.around.add(SyntheticPeople.customer("gjensidige-ee", 640));
        JsonNode export = decided(hub.accept(person, Set.of(Right.ACCESS, Right.ERASURE)));

        assertThat(ours(export)).hasSizeGreaterThan(10).anyMatch(line -> line.startsWith("RETAIN_UNTIL EE-"));
        assertThat(again(export, true)).isEqualTo(ours(export));
    }

    @Test
    void decisionsUnderHoldsAreMadeAgainFromTheHoldsThatTheyHaveSeen() throws Exception {
        SyntheticPerson person = hub.around.add(SyntheticPeople.customer("gjensidige-ee", 641));
        Holds holds = hub.bean(Holds.class);
        UUID first = hub.accept(person, Set.of(Right.RECTIFICATION));
        UUID hold = holds.set(
                        new Holds.Wanted(
                                "gjensidige-ee",
                                Hold.Kind.H_LIT,
                                hub.bean(SubjectHashes.class)
                                        .aliases(hub.bean(Requests.class).subject(first)),
                                Set.of(),
                                Set.of("claims"),
                                Set.of(),
                                "in court",
                                LocalDate.of(2030, 1, 1)),
                        "one")
                .id();
        holds.approve(hold, "two");

        JsonNode export = decided(hub.accept(person, Set.of(Right.ACCESS, Right.ERASURE)));
        holds.release(hold, "one");
        holds.release(hold, "two");

        assertThat(ours(export)).anyMatch(line -> line.startsWith("REFUSE H-LIT"));
        assertThat(again(export, true)).isEqualTo(ours(export));
        assertThat(again(export, false)).as("without them they would be others").isNotEqualTo(ours(export));
        assertThat(export.path("bases").toString()).contains(hold.toString()).doesNotContain("in court");
    }

    private JsonNode decided(UUID request) throws Exception {
        await().atMost(Duration.ofSeconds(40))
                .until(() -> Set.of(RequestState.REVIEW, RequestState.CLOSED)
                        .contains(hub.bean(Requests.class)
                                .find(request)
                                .orElseThrow()
                                .state()));

        return export(request);
    }

    private static List<String> ours(JsonNode export) {
        List<String> ours = new ArrayList<>();
        for (JsonNode decision : export.path("decisions")) {
            if (decision.path("decidedBy").asText().equals("rules")) {
                ours.add(decision.path("outcome").asText() + " "
                        + decision.path("rule").asText() + " "
                        + decision.path("ruleVersion").asInt() + " "
                        + decision.path("until").asText() + " "
                        + decision.path("messageKey").asText());
            }
        }
        return ours;
    }

    private static List<String> again(JsonNode export, boolean withHolds) {
        List<RetentionRule> rules = new ArrayList<>();
        export.path("rules").forEach(rule -> rules.add(JSON.convertValue(rule, RetentionRule.class)));
        Map<String, ItemFacts> facts = new LinkedHashMap<>();
        export.path("facts")
                .forEach(one ->
                        facts.put(one.path("item").asText(), JSON.convertValue(one.path("facts"), ItemFacts.class)));
        List<String> theirs = new ArrayList<>();
        for (JsonNode decision : export.path("decisions")) {
            if (decision.path("decidedBy").asText().equals("rules")) {
                LocalDate on = LocalDate.parse(decision.path("decidedOn").asText());
                JsonNode stored =
                        export.path("bases").path(decision.path("basis").asText());
                DecisionBasis basis = stored.isMissingNode()
                        ? new DecisionBasis(null, Set.of(), List.of())
                        : JSON.convertValue(stored, DecisionBasis.class);
                CaseFile file = CaseFile.of(rules, on).born(basis.born());
                basis.unseen().forEach(file::unseen);
                facts.values().forEach(file::add);
                Decision again = Decider.standard()
                        .decide(
                                facts.get(decision.path("item").asText()),
                                Right.valueOf(decision.path("right").asText()),
                                file,
                                withHolds ? basis.holds() : List.of());
                theirs.add(again.outcome() + " " + again.rule() + " " + again.ruleVersion() + " " + again.until() + " "
                        + again.messageKey());
            }
        }
        return theirs;
    }

    @Test
    void aRuleThatChangesWithoutItsVersionStopsTheStart() throws Exception {
        InitializingBean archive = (InitializingBean) hub.context.getBean("ruleArchive");
        JdbcTemplate jdbc = hub.bean(JdbcTemplate.class);
        String where = " where controller = 'gjensidige-ee' and rule = 'EE-QUOTE'";
        archive.afterPropertiesSet();
        jdbc.update("update rule_version set definition = jsonb_set(definition, '{need}', '\"another need\"')" + where);
        try {
            assertThatThrownBy(archive::afterPropertiesSet)
                    .hasMessageContaining("connectors/gjensidige-ee/controller.yaml: rule EE-QUOTE version 1")
                    .hasMessageContaining("count its version up");
            assertThat(hub.bean(RuleVersions.class).of("gjensidige-ee"))
                    .as("what decided stays what it was")
                    .anyMatch(rule -> rule.need() != null && rule.need().equals("another need"));
        } finally {
            jdbc.update("delete from rule_version" + where);
            archive.afterPropertiesSet();
        }
    }

    private JsonNode export(UUID request) throws Exception {
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        hub.bean(CaseExports.class).write(request, "auditor", zip);
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip.toByteArray()))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (entry.getName().equals("case.json")) {
                    return JSON.readTree(in.readAllBytes());
                }
            }
        }
        throw new AssertionError("no case.json");
    }
}
