package org.dsrhub.datacontroller;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class YamlSchemaTest {
    private static final String SCHEMA = """
            {"type": "object", "required": ["system", "retention"], "additionalProperties": false,
             "properties": {
               "system": {"type": "string", "pattern": "^[a-z-]+$", "description": "lower case and hyphens"},
               "retention": {"type": "string"},
               "country": {"type": "string"},
               "mode": {"enum": ["live", "shadow"]},
               "items": {"type": "object", "additionalProperties": {"$ref": "#/$defs/item"}}},
             "$defs": {"item": {"type": "object", "additionalProperties": false,
               "properties": {"reference": {"type": "string"}, "count": {"type": "integer"}}}}}
            """;

    @TempDir
    Path folder;

    private YamlSchema schema;

    @BeforeEach
    void compile() throws IOException {
        schema = YamlSchema.at(Files.writeString(folder.resolve("schema.json"), SCHEMA));
    }

    @Test
    void everyMistakeOfAFileIsFoundAtOnceWithItsLine() {
        ValidatedYaml yaml = schema.read("c.yaml", """
                system: Big Letters
                retenton: X
                mode: life
                items:
                  policy:
                    refrence: a
                    count: many
                """);

        assertThat(yaml.findings())
                .extracting(Finding::line)
                .as("%s", yaml.findings())
                .containsExactlyInAnyOrder(1, 1, 2, 3, 6, 7);
        assertThat(yaml.findings()).allSatisfy(finding -> {
            assertThat(finding.remedy()).isNotBlank();
            assertThat(finding.message()).isNotBlank();
        });
    }

    @Test
    void aMisspeltNameGetsTheNearestRightOneAlsoBehindAReference() {
        assertThat(schema.read("c.yaml", "system: a\nretention: b\nitems: {p: {refrence: a}}\n")
                        .findings())
                .singleElement()
                .asString()
                .contains("c.yaml:3:", "'refrence'", "did you mean 'reference'?");
    }

    @Test
    void aWrongValueGetsTheNearestRightOne() {
        assertThat(schema.read("c.yaml", "system: a\nretention: b\nmode: life\n")
                        .findings())
                .singleElement()
                .asString()
                .contains("c.yaml:3:", "did you mean 'live'?", "shadow");
    }

    @Test
    void norwayStaysNorwayAndPlaceholdersStayWhatTheyAre() {
        ValidatedYaml yaml = schema.read("c.yaml", "system: a\nretention: \"{{x.y}}\"\ncountry: NO\n");

        assertThat(yaml.valid()).as("%s", yaml.findings()).isTrue();
        assertThat(yaml.content().path("country").asText()).isEqualTo("NO");
        assertThat(yaml.content().path("retention").asText()).isEqualTo("{{x.y}}");
    }

    @Test
    void brokenYamlDuplicatesAndUnquotedPlaceholdersNameTheirLine() {
        assertThat(schema.read("c.yaml", "system: a\n  retention: b\n").findings())
                .anySatisfy(finding -> assertThat(finding.line()).isEqualTo(2));
        assertThat(schema.read("c.yaml", "system: a\nretention: b\nsystem: c\n").findings())
                .singleElement()
                .asString()
                .contains(":3:", "twice");
        assertThat(schema.read("c.yaml", "system: a\nretention: {{x}}\n").findings())
                .anySatisfy(finding -> assertThat(finding.toString()).contains(":2:", "quote"));
        assertThat(schema.read("c.yaml", "").findings()).isNotEmpty();
        assertThat(schema.read(folder.resolve("none.yaml")).findings()).isNotEmpty();
    }

    @Test
    void anAliasThatContainsItselfEndsInAFinding() {
        assertThat(schema.read("c.yaml", "system: &a [*a, *a]\nretention: b\n").findings())
                .isNotEmpty();
    }

    @Test
    void aCallersOwnFindingCarriesTheLineOfItsNode() {
        ValidatedYaml yaml = schema.read("c.yaml", "system: a\nretention: b\nitems:\n  policy:\n    reference: x\n");

        assertThat(yaml.finding("/items/policy/reference", "m", "r").line()).isEqualTo(5);
        assertThat(yaml.finding("/items/policy/nothing", "m", "r").line()).isEqualTo(4);
    }
}
