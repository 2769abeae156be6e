package org.dsrhub.simulation;

import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** The core database of a data controller: customers, policies, quotes and shopping carts, reached through a gate. */
public final class CoreDatabase implements AutoCloseable {
    private static final String SCHEMA = """
            drop table if exists customer, policy, quote, cart;
            create table customer (
                customer_no text primary key, national_id text, full_name text, former_name text, birth_date date,
                email text, phone text, phone_since date, address text, protected_address boolean not null,
                language text, customer_since date, restricted boolean not null default false);
            create table policy (
                policy_no text primary key, customer_no text, national_id text, holder_name text, product text,
                state text not null check (state in ('ACTIVE', 'ENDED')), start_date date, end_date date,
                premium numeric(12, 2), insured_object text, co_insured text);
            create table quote (
                quote_no text primary key, national_id text, email text, full_name text, offered_on date, product text,
                price numeric(12, 2), sole_trader boolean not null, accepted boolean not null, insured_object text);
            create table cart (
                cart_no text primary key, national_id text, email text, phone text, full_name text, consent_on date,
                insured_object text);
            create index on customer (national_id);
            create index on customer (email);
            create index on policy (national_id);
            create index on policy (customer_no);
            create index on quote (national_id);
            create index on quote (email);
            create index on cart (national_id);
            create index on cart (email);
            """;

    private final DataSource database;
    private final String name;
    private final TcpGate gate;

    CoreDatabase(String name, DataSource database, int postgresPort) {
        this.name = name;
        this.database = database;
        gate = new TcpGate(name, postgresPort);
        run(SCHEMA);
    }

    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + gate.port() + "/" + name;
    }

    /** Cuts the connections, adds latency, counts connections. */
    public TcpGate gate() {
        return gate;
    }

    public void down(boolean value) {
        gate.down(value);
    }

    void add(SyntheticPerson p) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            insert(
                    connection,
                    "customer",
                    p.customerNumber(),
                    p.nationalId(),
                    p.name(),
                    p.formerName(),
                    p.birthDate(),
                    p.email(),
                    p.phone(),
                    p.phoneSince(),
                    p.address(),
                    p.protectedAddress(),
                    p.language(),
                    p.customerSince());
            for (SyntheticPerson.Policy policy : p.policies()) {
                insert(
                        connection,
                        "policy",
                        policy.number(),
                        p.customerNumber(),
                        p.nationalId(),
                        p.name(),
                        policy.product(),
                        policy.end() == null ? "ACTIVE" : "ENDED",
                        policy.start(),
                        policy.end(),
                        policy.premium(),
                        policy.insuredObject(),
                        policy.coInsured());
            }
            for (SyntheticPerson.Quote quote : p.quotes()) {
                insert(
                        connection,
                        "quote",
                        quote.number(),
                        p.nationalId(),
                        p.email(),
                        p.name(),
                        quote.offeredOn(),
                        quote.product(),
                        quote.price(),
                        quote.soleTrader(),
                        quote.accepted(),
                        quote.insuredObject());
            }
            for (SyntheticPerson.Cart cart : p.carts()) {
                insert(
                        connection,
                        "cart",
                        cart.number(),
                        p.nationalId(),
                        p.email(),
                        p.phone(),
                        p.name(),
                        cart.consentOn(),
                        cart.insuredObject());
            }
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException("cannot fill the simulated core database", e);
        }
    }

    /** From now on that person has n quotes more, all of 2020. */
    public void flood(SyntheticPerson person, long n) {
        run("""
                insert into quote
                select 'FLOOD-' || i, ?, ?, ?, date '2020-01-01', 'HOME', 100, false, false, 'object ' || i
                from generate_series(1, ?) i
                """, person.nationalId(), person.email(), person.name(), n);
    }

    /** @param table customer, policy, quote or cart */
    public List<Map<String, Object>> records(String table) {
        return select("select * from " + table + " order by 1");
    }

    public List<Map<String, Object>> records(String table, String nationalId) {
        return select("select * from " + table + " where national_id = ? order by 1", nationalId);
    }

    /** For what a test wants to change behind the hub's back. */
    public void run(String sql, Object... values) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            statement.execute();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Map<String, Object>> select(String sql, Object... values) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            List<Map<String, Object>> rows = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    Map<String, Object> row = new LinkedHashMap<>();
                    for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                        row.put(result.getMetaData().getColumnLabel(i), result.getObject(i));
                    }
                    rows.add(row);
                }
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void insert(Connection connection, String table, Object... values) throws SQLException {
        String marks = "?" + ", ?".repeat(values.length - 1);
        try (PreparedStatement statement =
                connection.prepareStatement("insert into " + table + " values (" + marks + ")")) {
            bind(statement, values);
            statement.executeUpdate();
        }
    }

    private static void bind(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i] instanceof LocalDate date ? Date.valueOf(date) : values[i]);
        }
    }

    @Override
    public void close() {
        gate.close();
    }
}
