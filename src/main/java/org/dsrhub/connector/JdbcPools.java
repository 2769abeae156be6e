package org.dsrhub.connector;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * One connection pool a database back end, so that one that is slow takes no connection from another. A renewed password
 * holds from the next connection on; those that are open stay as they are for half an hour at most.
 */
@Component
class JdbcPools implements DisposableBean {
    private final Map<String, HikariDataSource> pools = new ConcurrentHashMap<>();

    /** @return the name under which Camel finds the pool */
    String bind(CamelContext context, Connector connector) {
        String name = connector.backend() + ".pool";
        pools.computeIfAbsent(name, missing -> {
            HikariDataSource pool = new HikariDataSource(configuration(context, connector));
            context.getRegistry().bind(name, pool);
            return pool;
        });
        return name;
    }

    private static HikariConfig configuration(CamelContext context, Connector connector) {
        long timeout = connector.limits().timeout().toMillis();
        HikariConfig pool = new HikariConfig();
        pool.setPoolName(connector.backend());
        String url = Secrets.value(context, connector, "url", null);
        RenewableDatabase database = new RenewableDatabase(
                url,
                Secrets.value(context, connector, "username", null),
                () -> Secrets.value(context, connector, "password", null));
        Properties options = new Properties();
        database.setConnectionProperties(options);
        pool.setDataSource(database);
        pool.setMaximumPoolSize(connector.limits().concurrency());
        pool.setMinimumIdle(0);
        pool.setConnectionTimeout(Math.max(1000, timeout));
        pool.setValidationTimeout(Math.max(500, Math.min(timeout, 5000)));
        // A dead system is its own tasks' matter: the hub starts without it.
        pool.setInitializationFailTimeout(-1);
        // PostgreSQL sends rows in portions only inside a transaction.
        pool.setAutoCommit(false);
        if (url.startsWith("jdbc:postgresql:")) {
            options.setProperty("connectTimeout", String.valueOf(Math.max(1, timeout / 1000)));
            options.setProperty("socketTimeout", String.valueOf(Math.max(1, timeout / 1000) * 3));
            options.setProperty("logServerErrorDetail", "false");
        }
        if (url.startsWith("jdbc:mariadb:")) {
            options.setProperty("connectTimeout", String.valueOf(timeout));
            options.setProperty("socketTimeout", String.valueOf(timeout * 3));
        }
        return pool;
    }

    @Override
    public void destroy() {
        pools.values().forEach(HikariDataSource::close);
    }
}
