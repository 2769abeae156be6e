package org.dsrhub.datacontroller;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/**
 * A supervisory authority as a letter names it; addresses change, so each entry says from when it is right.
 *
 * @param names language → name
 * @param validFrom first day the entry is right, null for always
 */
public record Authority(
        String id,
        String country,
        Map<String, String> names,
        List<String> address,
        String mail,
        String phone,
        String web,
        LocalDate validFrom) {

    /** In that language, else in English, else in any. */
    public String name(String language) {
        String name = names.getOrDefault(language, names.get("en"));
        return name == null ? names.values().iterator().next() : name;
    }
}
