package org.dsrhub.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of hosts and feeds are read as their connector file lays them out, whole or not at all. */
class FileFormsTest {
    private static final Charset SWEDISH_HOST = Charset.forName("IBM-278");

    @Test
    void aHostRecordIsReadInItsCodePageWithItsNumbers() throws Exception {
        List<Map<String, Object>> records =
                host(HostUnload.of(SWEDISH_HOST, "010203-1234", "Åse Öberg", "-1234.56", 7, "20190315"));
        assertThat(records).hasSize(1);
        assertThat(records.get(0))
                .doesNotContainKey("kind")
                .containsEntry("id", "010203-1234")
                .containsEntry("name", "Åse Öberg")
                .containsEntry("premium", new BigDecimal("-1234.56"))
                .containsEntry("claims", new BigDecimal("7"))
                .containsEntry("opened", "2019-03-15");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cut", "no trailer", "wrong count", "goes on", "no header", "empty"})
    void aHostFileThatIsNotWholeIsRefused(String how) {
        byte[] whole = HostUnload.of(SWEDISH_HOST, "010203-1234", "Åse", "1.00", 7, "20190315");
        int length = HostUnload.LENGTH;
        byte[] bytes = switch (how) {
            case "cut" -> Arrays.copyOf(whole, whole.length - length - 3);
            case "no trailer" -> Arrays.copyOf(whole, whole.length - length);
            case "wrong count" -> {
                byte[] wrong = whole.clone();
                wrong[wrong.length - length + 9] = (byte) 0xf2;
                yield wrong;
            }
            case "goes on" -> Arrays.copyOf(whole, whole.length + length);
            case "no header" -> Arrays.copyOfRange(whole, length, whole.length);
            default -> new byte[0];
        };
        assertThatThrownBy(() -> host(bytes))
                .isInstanceOf(HostLayout.Half.class)
                .hasMessageNotContaining("Åse");
    }

    @Test
    void aCsvFeedIsReadWithItsQuotesAndItsCount() throws Exception {
        assertThat(csv("no,name,bonus,sent\n1,\"Holm, Åse\nc/o \"\"x\"\"\",1250,20190315\n#END;1\n"))
                .singleElement()
                .satisfies(record -> assertThat(record)
                        .containsEntry("name", "Holm, Åse\nc/o \"x\"")
                        .containsEntry("bonus", new BigDecimal("12.50"))
                        .containsEntry("sent", "2019-03-15"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no,name,bonus\n#END;0\n",
                "no,name,bonus,sent\n1,a,2,3\n",
                "no,name,bonus,sent\n1,a,2,3\n#END;2\n",
                "no,name,bonus,sent\n1,a,2\n#END;1\n",
                "no,name,bonus,sent\n1,\"a,2,3\n#END;1\n",
                "no,name,bonus,sent\n#END;0\nmore\n"
            })
    void aCsvFeedThatIsNotWholeIsRefused(String text) {
        assertThatThrownBy(() -> csv(text)).isInstanceOf(FeedForm.Half.class);
    }

    @Test
    void aNoticeHasTheFormOfItsFeed() {
        FeedForm csv = FeedForm.of("csv", "no, name", ";", null, "#END;([0-9]+)");
        assertThat(csv.noticeHead() + csv.noticeLine(Map.of("no", "1", "name", "a;b")) + csv.noticeEnd(1))
                .isEqualTo("no;name\n1;\"a;b\"\n#END;1\n");
        FeedForm fixed = FeedForm.of("fixed", "no 3", ";", null, FeedForm.TRAILER);
        assertThat(fixed.noticeHead() + fixed.noticeLine(Map.of("no", "1")) + fixed.noticeEnd(1))
                .isEqualTo("E1  \nT000000001\n");
    }

    private static List<Map<String, Object>> host(byte[] bytes) throws Exception {
        List<Map<String, Object>> records = new ArrayList<>();
        new HostLayout(HostUnload.LAYOUT, SWEDISH_HOST)
                .read(new ByteArrayInputStream(bytes), "H", null, "T", new int[] {2, 10}, records::add);
        return records;
    }

    private static List<Map<String, Object>> csv(String text) throws Exception {
        FeedForm.Reading reading = FeedForm.of("csv", "no, name, bonus cents, sent date", ",", null, "#END;([0-9]+)")
                .reading(new BufferedReader(new StringReader(text)));
        List<Map<String, Object>> records = new ArrayList<>();
        for (Map<String, Object> record = reading.next(); record != null; record = reading.next()) {
            records.add(record);
        }
        return records;
    }
}
