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
import org.dsrhub.decision.ItemFacts;
import org.dsrhub.decision.RetentionRule;
import org.dsrhub.ledger.Requests;
import org.dsrhub.ledger.RuleVersions;
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
        UUID request = hub.accept(person, Set.of(Right.ACCESS, Right.ERASURE));
        await().atMost(Duration.ofSeconds(40))
                .until(() -> Set.of(RequestState.REVIEW, RequestState.CLOSED)
                        .contains(hub.bean(Requests.class)
                                .find(request)
                                .orElseThrow()
                                .state()));

        JsonNode export = export(request);

        List<RetentionRule> rules = new ArrayList<>();
        export.path("rules").forEach(rule -> rules.add(JSON.convertValue(rule, RetentionRule.class)));
        Map<String, ItemFacts> facts = new LinkedHashMap<>();
        export.path("facts")
                .forEach(one ->
                        facts.put(one.path("item").asText(), JSON.convertValue(one.path("facts"), ItemFacts.class)));
        List<String> ours = new ArrayList<>();
        List<String> theirs = new ArrayList<>();
        for (JsonNode decision : export.path("decisions")) {
            if (decision.path("decidedBy").asText().equals("rules")) {
                LocalDate on = LocalDate.parse(decision.path("decidedOn").asText());
                CaseFile file = CaseFile.of(rules, on);
                facts.values().forEach(file::add);
                Decision again = Decider.standard()
                        .decide(
                                facts.get(decision.path("item").asText()),
                                Right.valueOf(decision.path("right").asText()),
                                file,
                                List.of());
                theirs.add(again.outcome() + " " + again.rule() + " " + again.ruleVersion() + " " + again.until() + " "
                        + again.messageKey());
                ours.add(decision.path("outcome").asText() + " "
                        + decision.path("rule").asText() + " "
                        + decision.path("ruleVersion").asInt() + " "
                        + decision.path("until").asText() + " "
                        + decision.path("messageKey").asText());
            }
        }
        assertThat(ours).hasSizeGreaterThan(10).anyMatch(line -> line.startsWith("RETAIN_UNTIL EE-"));
        assertThat(theirs).isEqualTo(ours);
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
