package org.dsrhub.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;

/** The records of one simulated system, found by their id or by an indexed field; ordered by id. */
final class RecordStore {
    private final String idField;
    private final List<String> indexed;
    private final ConcurrentSkipListMap<String, Map<String, Object>> rows = new ConcurrentSkipListMap<>();
    private final Map<String, Set<String>> index = new ConcurrentHashMap<>();

    RecordStore(String idField, String... indexed) {
        this.idField = idField;
        this.indexed = List.of(indexed);
    }

    synchronized void put(Map<String, Object> row) {
        String id = row.get(idField).toString();
        rows.put(id, row);
        for (String field : indexed) {
            if (row.get(field) != null) {
                index.computeIfAbsent(field + '=' + row.get(field), key -> new ConcurrentSkipListSet<>())
                        .add(id);
            }
        }
    }

    /** A change of a record that may have been removed meanwhile: then it stays removed. */
    synchronized void replace(Map<String, Object> row) {
        if (rows.containsKey(row.get(idField).toString())) {
            put(row);
        }
    }

    synchronized boolean remove(String id) {
        Map<String, Object> row = rows.remove(id);
        if (row == null) {
            return false;
        }
        for (String field : indexed) {
            Set<String> ids = index.get(field + '=' + row.get(field));
            if (ids != null) {
                ids.remove(id);
            }
        }
        return true;
    }

    synchronized List<Map<String, Object>> find(String field, String value) {
        List<Map<String, Object>> found = new ArrayList<>();
        for (String id : index.getOrDefault(field + '=' + value, Set.of())) {
            Map<String, Object> row = rows.get(id);
            if (row != null) {
                found.add(row);
            }
        }
        return found;
    }

    /** A record whose field says somebody else: for replies that leak a stranger's data. */
    Optional<Map<String, Object>> somebodyElse(String field, String value) {
        return rows.values().stream()
                .filter(row -> row.get(field) != null && !Objects.equals(row.get(field), value))
                .findFirst();
    }

    List<Map<String, Object>> all() {
        return new ArrayList<>(rows.values());
    }
}
