package org.dsrhub.identity.signature;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Fetches the trusted lists that the operator names into the trust folder, at the start and twice a day. One that is not signed
 * by a known signer, is outdated, or is older than the one that lies there, is left alone: what lies there counts until its
 * own day.
 */
final class TrustedListDownload implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(TrustedListDownload.class);
    private static final Duration BETWEEN = Duration.ofHours(12);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final List<URI> addresses;
    private final Path folder;
    private final TrustFolder trust;
    private final InstantSource clock;
    private ScheduledExecutorService worker;

    TrustedListDownload(SignatureProperties properties, TrustFolder trust, InstantSource clock) {
        this.addresses = properties.lists();
        this.folder = properties.trustFolder();
        this.trust = trust;
        this.clock = clock;
    }

    @Override
    public synchronized void start() {
        if (addresses.isEmpty() || folder == null) {
            return;
        }
        worker = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "trusted-lists");
            thread.setDaemon(true);
            return thread;
        });
        worker.scheduleWithFixedDelay(this::fetchAll, 0, BETWEEN.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public synchronized void stop() {
        if (worker != null) {
            worker.shutdownNow();
            worker = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return worker != null;
    }

    void fetchAll() {
        HttpClient http = HttpClient.newBuilder()
                .connectTimeout(PATIENCE)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        for (URI address : addresses) {
            try {
                keep(fetch(http, address));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (Refused e) {
                LOG.warn(
                        "{}: the trusted list of {} is not taken, what lies in the folder stays. Check its address and the"
                                + " certificates in {}",
                        e.getMessage(),
                        address.getHost(),
                        TrustFolder.SIGNERS);
            } catch (IOException | RuntimeException e) {
                LOG.warn(
                        "list-unreached: the trusted list of {} could not be fetched or kept ({}), what lies in the folder"
                                + " stays; it is tried again in some hours",
                        address.getHost(),
                        e.getClass().getSimpleName());
            }
        }
    }

    private static byte[] fetch(HttpClient http, URI address) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = http.send(
                HttpRequest.newBuilder(address).timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            if (response.statusCode() != 200) {
                throw new IOException("status " + response.statusCode());
            }
            byte[] list = body.readNBytes(TrustedList.LARGEST + 1);
            if (list.length > TrustedList.LARGEST) {
                throw new Refused("list-too-large");
            }
            return list;
        }
    }

    private void keep(byte[] xml) throws IOException {
        TrustedList list = TrustedList.read(xml, trust.signers());
        if (list.outdated(clock.instant())) {
            throw new Refused("list-outdated");
        }
        if (!list.territory().matches("[A-Z]{2}")) {
            throw new Refused("list-broken");
        }
        Path file = folder.resolve(list.territory().toLowerCase(Locale.ROOT) + ".xml");
        if (trust.sequence(file.getFileName().toString()) >= list.sequence()) {
            return;
        }
        Path part = Files.createTempFile(folder, "list", ".part");
        Files.write(part, xml);
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        LOG.info("The trusted list of {} was renewed", list.territory());
    }
}
