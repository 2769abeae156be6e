package org.dsrhub.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.dsrhub.decision.Outcome;
import org.dsrhub.ledger.Executions;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.Right;
import org.dsrhub.vault.Vault;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What a supervisory authority gets of a case: enough to verify it, and nobody's data but the subject's name. */
class CaseExportTest extends AnsweringHub {
    @Autowired
    CaseExports exports;

    @Autowired
    Vault vault;

    @Autowired
    Executions executions;

    @Test
    void aCaseIsProvenByItsSystemsDecisionsLettersAndLog() throws Exception {
        UUID id = answered("export");

        Map<String, byte[]> files = export(id);

        assertThat(files.keySet())
                .containsExactly(
                        "case.pdf",
                        "case.json",
                        files.keySet().stream()
                                .filter(name -> name.startsWith("letters/"))
                                .findFirst()
                                .orElseThrow(),
                        "manifest.json",
                        "manifest.json.sig",
                        "public-key.pem");
        JsonNode json = new ObjectMapper().readTree(files.get("case.json"));
        assertThat(json.at("/case/dataSubject").asText()).isEqualTo("Test Person");
        assertThat(json.path("systems")).hasSize(AnswerWiring.SYSTEMS.size()).allSatisfy(system -> {
            assertThat(system.path("finishedAt").asText()).isNotEmpty();
            assertThat(system.path("connectorVersion").asInt()).isEqualTo(1);
            boolean told =
                    Set.of("crm", "claims").contains(system.path("system").asText());
            assertThat(system.path("keys").toString())
                    .isEqualTo(told ? "[\"national-id\",\"phone\"]" : "[\"national-id\"]");
            assertThat(system.path("items").asInt()).isEqualTo(told ? 1 : 0);
        });
        assertThat(json.path("decisions")).anySatisfy(decision -> {
            assertThat(decision.path("rule").asText()).isEqualTo("DK-CLM");
            assertThat(decision.path("ruleVersion").asInt()).isEqualTo(1);
            assertThat(decision.path("until").asText()).isEqualTo("2044-05-03");
            assertThat(decision.path("legalBasis").asText()).isEqualTo("GDPR-15-3");
            assertThat(decision.path("decidedBy").asText()).isNotEmpty();
        });
        assertThat(json.at("/answers/0/sha256").asText())
                .isEqualTo(HexFormat.of()
                        .formatHex(answers.latest(id).orElseThrow().sha256()));
        assertThat(json.path("audit")).hasSameSizeAs(requests.history(id));
        String sheet = text(files.get("case.pdf"));
        assertThat(sheet)
                .contains("Redegørelse for en anmodning om databeskyttelse")
                .contains(requests.find(id).orElseThrow().caseNumber())
                .contains("DK-CLM")
                .contains("Datatilsynet");
        keep("case-export", files);
        verify(files);
    }

    @Test
    void itHoldsNoItemsContentAndNobodyElse() throws Exception {
        answered("export-other", "Olga Other");
        UUID id = answered("export-own", "Witness Wilma");

        StringBuilder everything = new StringBuilder();
        export(id).forEach((name, content) -> {
            try {
                everything.append(name.endsWith(".pdf") ? text(content) : new String(content, StandardCharsets.UTF_8));
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });

        assertThat(everything)
                .contains("Test Person")
                .doesNotContain("Olga Other", "Witness Wilma", "Villy Vidne", "Piskesmæld", "721283-1403");
    }

    /** Of what H_AML covers nothing shows, also not that a decision is missing. */
    @Test
    void whatIsOmittedSilentlyIsOmittedHereToo() throws Exception {
        UUID id = answered("export-silent");
        long before = new ObjectMapper()
                .readTree(export(id).get("case.json"))
                .path("decisions")
                .size();
        jdbc.update(
                "update decision set outcome = 'WITHHOLD', message_key = null, rule = 'law' where request_id = ?"
                        + " and item_id in (select id from item where type = 'claim')",
                id);

        // A request for erasure decides on the same item too, in words that stand for a report.
        jdbc.update(
                "insert into decision (item_id, right_, request_id, outcome, rule, rule_version, message_key, decided_on,"
                        + " decided_by) select id, 'ERASURE', request_id, 'REFUSE', 'law', 0, 'retained.law', '2026-12-01',"
                        + " 'rules' from item where request_id = ? and type = 'claim'",
                id);

        JsonNode json = new ObjectMapper().readTree(export(id).get("case.json"));

        assertThat(json.path("facts").toString()).contains("customer").doesNotContain("claim\"");
        assertThat(before).isGreaterThan(json.path("decisions").size());
        assertThat(json.path("decisions").toString()).doesNotContain("WITHHOLD", "claim");
    }

    @Test
    void whatThePayloadPeriodTookIsLeftOutAndSaidToBe() throws Exception {
        UUID id = answered("export-shredded");
        JsonNode before = new ObjectMapper().readTree(export(id).get("case.json"));
        assertThat(before.path("facts")).hasSize(2);
        assertThat(before.path("factsReadable").asBoolean()).isTrue();
        executions.keepReferences(id);
        vault.shred(id, Vault.Key.PAYLOAD);

        Map<String, byte[]> files = export(id);

        JsonNode json = new ObjectMapper().readTree(files.get("case.json"));
        assertThat(json.path("facts")).isEmpty();
        assertThat(json.path("factsReadable").asBoolean()).isFalse();
        assertThat(json.path("decisions")).hasSameSizeAs(before.path("decisions"));
        assertThat(json.at("/case/dataSubject").isNull()).isTrue();
        assertThat(files.keySet()).anyMatch(name -> name.startsWith("letters/"));
        verify(files);
    }

    private UUID answered(String key) {
        return answered(key, "Carl Case");
    }

    private UUID answered(String key, String onTheRecord) {
        backing.script(key)
                .told("crm", customer(onTheRecord, "Vej 9", false))
                .told("claims", claim("S-9", Outcome.REDACT));
        UUID id = accept(key, "tryg", null, Set.of(Right.ACCESS), "en", NewRequest.Delivery.FILE, null);
        closed(id, RequestState.CLOSED);
        return id;
    }

    private Map<String, byte[]> export(UUID id) throws Exception {
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        exports.write(id, "auditor", zip);
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip.toByteArray()))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                files.put(entry.getName(), in.readAllBytes());
            }
        }
        return files;
    }

    /** By what lies in the archive alone. */
    private static void verify(Map<String, byte[]> files) throws Exception {
        byte[] manifest = files.get("manifest.json");
        String pem = new String(files.get("public-key.pem"), StandardCharsets.US_ASCII);
        Signature signature = Signature.getInstance("Ed25519");
        signature.initVerify(KeyFactory.getInstance("Ed25519")
                .generatePublic(new X509EncodedKeySpec(
                        Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", "")))));
        signature.update(manifest);
        assertThat(signature.verify(files.get("manifest.json.sig"))).isTrue();
        List<String> listed = new ArrayList<>();
        new ObjectMapper().readTree(manifest).path("sha256").fields().forEachRemaining(file -> {
            listed.add(file.getKey());
            try {
                assertThat(HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(files.get(file.getKey()))))
                        .isEqualTo(file.getValue().asText());
            } catch (java.security.NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(listed)
                .containsExactlyElementsOf(files.keySet().stream()
                        .filter(name -> !name.startsWith("manifest") && !name.startsWith("public"))
                        .toList());
    }
}
