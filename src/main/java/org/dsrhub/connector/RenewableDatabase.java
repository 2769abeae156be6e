package org.dsrhub.connector;

import java.util.function.Supplier;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Connections of a database, each opened with the password of that moment. */
final class RenewableDatabase extends DriverManagerDataSource {
    private final Supplier<String> password;

    RenewableDatabase(String url, String username, Supplier<String> password) {
        super(url);
        setUsername(username);
        this.password = password;
    }

    @Override
    public String getPassword() {
        return password.get();
    }

    @Override
    public void setLoginTimeout(int seconds) {
        // one setting for all drivers of the process: each database has its own connectTimeout instead
    }
}
