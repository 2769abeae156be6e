package org.dsrhub.identity.signature;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** XML in a container is a signature and no program. */
class XmlGateTest extends AtDocumentGates {
    @Test
    void xml_is_as_deep_and_as_wide_as_signatures_are() {
        assertThat(xml("<a>".repeat(60) + "</a>".repeat(60))).isEqualTo("passes");
        assertThat(xml("<a>".repeat(61) + "</a>".repeat(61))).isEqualTo("xml-structure");
        assertThat(xml("<a>" + "<b/>".repeat(19_999) + "</a>")).isEqualTo("passes");
        assertThat(xml("<a>" + "<b/>".repeat(20_000) + "</a>")).isEqualTo("xml-structure");
        assertThat(xml("<a" + attributes(60) + "/>")).isEqualTo("passes");
        assertThat(xml("<a" + attributes(61) + "/>")).isEqualTo("xml-structure");
        assertThat(xml("<a>" + "<Reference/>".repeat(250) + "</a>")).isEqualTo("passes");
        assertThat(xml("<a>" + "<Reference/>".repeat(200) + "<RetrievalMethod/>".repeat(51) + "</a>"))
                .isEqualTo("xml-structure");
        assertThat(xml("<a>" + "<Transform Algorithm='http://www.w3.org/2001/10/xml-exc-c14n#'/>".repeat(300) + "</a>"))
                .as("no references")
                .isEqualTo("passes");
        assertThat(xml("<a>")).isEqualTo("xml-broken");
    }

    private static String attributes(int count) {
        StringBuilder attributes = new StringBuilder();
        for (int i = 0; i < count; i++) {
            attributes.append(" a").append(i).append("='1'");
        }
        return attributes.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<Reference URI='#part'/> | passes",
                "<Reference URI='letter.txt'/> | passes",
                "<Reference/> | passes",
                "<Reference URI='http://a.example/'/> | xml-reference",
                "<Reference URI='//a.example/'/> | xml-reference",
                "<RetrievalMethod URI='file:/etc/x'/> | xml-reference",
                "<Transform Algorithm='http://www.w3.org/2000/09/xmldsig#base64'/> | passes",
                "<Transform Algorithm='http://www.w3.org/TR/1999/REC-xslt-19991116'/> | xml-transform",
                "<Transform/> | xml-transform",
                "<Other URI='http://a.example/'/> | passes"
            })
    void xml_names_no_place_and_runs_no_program(String element, String outcome) {
        assertThat(xml(element)).isEqualTo(outcome);
    }

    @Test
    void one_stamp_proves_one_time() {
        String stamp = "<EncapsulatedTimeStamp/>";

        assertThat(xml("<a><SignatureTimeStamp>" + stamp + "</SignatureTimeStamp></a>"))
                .isEqualTo("passes");
        assertThat(xml("<a><SignatureTimeStamp>" + stamp + stamp + "</SignatureTimeStamp></a>"))
                .isEqualTo("xml-timestamps");
        assertThat(xml("<a><SignatureTimeStamp>" + stamp + "</SignatureTimeStamp><b/><ArchiveTimeStamp>" + stamp
                        + "</ArchiveTimeStamp></a>"))
                .isEqualTo("passes");
        assertThat(xml("<a><SignatureTimeStamp>" + stamp + "<b/>" + stamp + "</SignatureTimeStamp></a>"))
                .isEqualTo("xml-timestamps");
    }
}
