package org.dsrhub.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

/** SOAP messages as the template {@code soap} writes and reads them. */
class SoapMessagesTest {
    private static final SoapShape SHAPE = new SoapShape(false, "", null, "", null, null, Set.of(), 1 << 20);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "</id><id>*</id><id>",
                "]]><x/>",
                "&lt;a&gt; &amp; \"quoted\" 'too'",
                "<!--",
                "{reference}",
                "$1 \\ {record.x} {next}",
                "Åse Østergård 𝒜"
            })
    void noValueBecomesMarkup(String value) throws Exception {
        Call call = new Call(
                List.of(),
                KeyKind.NAME,
                "<Find xmlns='urn:x' name=\"{value}\"><id>{value}</id><page>{next}</page></Find>",
                value,
                null);
        Element find = parsed(new SoapEnvelope(SHAPE, call, "2").bytes());
        assertThat(find.getAttribute("name")).isEqualTo(value);
        assertThat(find.getChildNodes().getLength()).isEqualTo(2);
        assertThat(find.getFirstChild().getTextContent()).isEqualTo(value);
        assertThat(find.getLastChild().getTextContent()).isEqualTo("2");
    }

    @Test
    void whatXmlCannotWriteIsReplaced() throws Exception {
        Call call = new Call(List.of(), KeyKind.NAME, "<Find><id>{value}</id></Find>", "a\u0000b\u001fc", null);
        assertThat(parsed(new SoapEnvelope(SHAPE, call, "").bytes()).getTextContent())
                .isEqualTo("a\uFFFDb\uFFFDc");
    }

    @Test
    void fieldsBecomeElementsOfTheSameNamespace() throws Exception {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("holder.name", "<b>");
        fields.put("holder.phone", "");
        fields.put("notes", null);
        Call call = new Call(
                List.of(), null, "<p:Update xmlns:p='urn:x'><p:set>{fields}</p:set></p:Update>", null, null, fields);
        Element set =
                (Element) parsed(new SoapEnvelope(SHAPE, call, "").bytes()).getFirstChild();
        assertThat(set.getElementsByTagNameNS("urn:x", "holder").getLength()).isOne();
        assertThat(set.getElementsByTagNameNS("urn:x", "name").item(0).getTextContent())
                .isEqualTo("<b>");
        assertThat(((Element) set.getElementsByTagNameNS("urn:x", "notes").item(0))
                        .getAttributeNS("http://www.w3.org/2001/XMLSchema-instance", "nil"))
                .isEqualTo("true");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /policies",
                "<a/><b/>",
                "<a>",
                "<a/></soapenv:Body><soapenv:Body><b/>",
                "<!DOCTYPE a><a/>",
                "<p:a/>"
            })
    void aBodyIsOneElement(String text) {
        assertThat(SoapEnvelope.isBody(text)).isFalse();
        assertThat(SoapEnvelope.isBody("<a>{value}</a>")).isTrue();
    }

    @Test
    void recordsHaveElementsAttributesAndLists() throws Exception {
        List<Map<String, Object>> records = read("/R/list/item", body("""
                <r:R xmlns:r="urn:r"><r:list><r:item id="7">
                  <r:name> Åse &amp; <![CDATA[<b>]]> </r:name><phone>1</phone><phone>2</phone>
                  <holder><city code="X">Here</city></holder><none xsi:nil="true"/><empty/>
                </r:item><other/></r:list></r:R>"""), StandardCharsets.UTF_16, null);
        assertThat(records)
                .containsExactly(map(
                        "@id",
                        "7",
                        "name",
                        "Åse & <b>",
                        "phone",
                        List.of("1", "2"),
                        "holder",
                        map("city@code", "X", "city", "Here"),
                        "none",
                        null,
                        "empty",
                        ""));
    }

    @Test
    void aMissingListIsNoneOnlyWhereTheFileAllowsIt() throws Exception {
        assertThat(read("/R/list?/item", body("<R/>"), StandardCharsets.UTF_8, "utf-8"))
                .isEmpty();
        assertThatThrownBy(() -> read("/R/list/item", body("<R/>"), StandardCharsets.UTF_8, "utf-8"))
                .isInstanceOf(JsonPage.Unreadable.class)
                .hasMessageContaining("'/R/list'");
        assertThatThrownBy(() -> read("/R/item", body("<Other/>"), StandardCharsets.UTF_8, null))
                .isInstanceOf(JsonPage.Unreadable.class);
    }

    @Test
    void nestingHasAnEnd() {
        String deep = body("<R><item>" + "<a>".repeat(5000) + "</a>".repeat(5000) + "</item></R>");
        assertThatThrownBy(() -> read("/R/item", deep, StandardCharsets.UTF_8, null))
                .isInstanceOf(JsonPage.Unreadable.class)
                .hasMessageContaining("nested");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]>",
                "<!DOCTYPE x SYSTEM \"http://127.0.0.1:1/x.dtd\">",
                "<!DOCTYPE x [<!ENTITY % p SYSTEM \"http://127.0.0.1:1/x\"> %p;]>"
            })
    void documentTypesAreRefused(String type) {
        assertThatThrownBy(() ->
                        read("/R/item", type + body("<R><item><a>1</a></item></R>"), StandardCharsets.UTF_8, "utf-8"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("document type");
    }

    private static List<Map<String, Object>> read(String records, String xml, Charset charset, String said)
            throws IOException, JsonPage.Unreadable, SoapFault {
        List<Map<String, Object>> read = new ArrayList<>();
        new SoapPage(records, null, null).read(new ByteArrayInputStream(xml.getBytes(charset)), said, read::add);
        return read;
    }

    private static String body(String content) {
        return "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\""
                + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><s:Header><h>x</h></s:Header><s:Body>"
                + content + "</s:Body></s:Envelope>";
    }

    private static Map<String, Object> map(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }

    /** The element in the body. */
    private static Element parsed(byte[] envelope) throws Exception {
        return (Element) javax.xml.parsers.DocumentBuilderFactory.newDefaultNSInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(envelope))
                .getElementsByTagNameNS(SoapEnvelope.SOAP_11, "Body")
                .item(0)
                .getFirstChild();
    }
}
