package org.dsrhub.ledger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.springframework.jdbc.support.SqlArrayValue;

/** Rows turned into one array a column, for {@code unnest}: many rows in one statement of constant text. */
final class Columns {
    private final String[] types;
    private final List<Object[]> rows = new ArrayList<>();

    Columns(String... types) {
        this.types = types;
    }

    void add(Object... values) {
        if (values.length != types.length) {
            throw new IllegalArgumentException(values.length + " values for " + types.length + " columns");
        }
        rows.add(values);
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    int size() {
        return rows.size();
    }

    /** The arrays in the order of the columns, then what else the statement needs. */
    Object[] and(Object... more) {
        Object[] parameters = new Object[types.length + more.length];
        for (int column = 0; column < types.length; column++) {
            Object[] values = types[column].equals("bytea") ? new byte[rows.size()][] : new Object[rows.size()];
            for (int row = 0; row < values.length; row++) {
                values[row] = rows.get(row)[column];
            }
            parameters[column] = new SqlArrayValue(types[column], values);
        }
        System.arraycopy(more, 0, parameters, types.length, more.length);
        return parameters;
    }

    static SqlArrayValue array(String type, java.util.Collection<?> values) {
        return new SqlArrayValue(type, values.toArray());
    }

    static SqlArrayValue texts(java.util.Collection<String> values) {
        return array("text", values);
    }

    @Override
    public String toString() {
        return rows.size() + " rows of " + Arrays.toString(types);
    }
}
