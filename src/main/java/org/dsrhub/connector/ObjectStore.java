package org.dsrhub.connector;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;
import org.dsrhub.connector.Connector.ItemType;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Lease;
import org.dsrhub.request.Action;
import org.dsrhub.request.Problem;
import org.dsrhub.request.TaskState;
import org.dsrhub.vault.Blob;
import org.dsrhub.vault.Vault;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The steps of a route that talks to an object store. An object is found while any of its versions is there, whether a
 * delete marker hides it or not, and is erased when none is left.
 */
@Component("object-store")
public class ObjectStore {
    private static final Duration WHEN_THROTTLED = Duration.ofSeconds(30);
    private static final int TRIES_OF_BAD_REPLIES = 4;
    private static final int DEPTH = 20;

    private final Replies replies;

    ObjectStore(Replies replies) {
        this.replies = replies;
    }

    public ObjectTalk begin(Lease lease) {
        Reply reply = replies.begin(lease);
        Connector connector = reply.connector();
        return new ObjectTalk(
                reply,
                client(connector),
                replies.parameter(connector, "bucket", ""),
                new KeyPath(replies.parameter(connector, "path", null)));
    }

    /** One a task, so that a renewed secret holds from the next task on. */
    private S3Client client(Connector connector) {
        Duration timeout = connector.limits().timeout();
        return S3Client.builder()
                .endpointOverride(URI.create(replies.parameter(connector, "url", "")))
                .region(Region.of(replies.parameter(connector, "region", "eu-north-1")))
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                        replies.parameter(connector, "access-key", ""),
                        replies.parameter(connector, "secret-key", ""))))
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(timeout)
                        .socketTimeout(timeout))
                // Waiting and trying again is the ledger's; nothing is read from the account the hub runs under.
                .overrideConfiguration(settings -> settings.retryStrategy(AwsRetryStrategy.doNotRetry())
                        .defaultProfileFile(ProfileFile.aggregator().build()))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .build();
    }

    public boolean next(ObjectTalk talk) {
        return talk.reply().nextPaced();
    }

    /** Lists and takes what the prefix at hand leads to, or erases the object at hand. */
    public void call(ObjectTalk talk) throws IOException {
        try {
            if (talk.reply().isAsking()) {
                ask(talk);
            } else if (talk.reply().lease().action() == Action.ERASE) {
                erase(talk);
            } else {
                throw new Problem(
                        "action-not-served",
                        "objects are erased or kept; write 'erasure: delete' in the connector file");
            }
        } catch (S3Exception e) {
            refused(talk.reply(), e);
        } catch (SdkException e) {
            throw isUnreadable(e)
                    ? spoilt(
                            talk.reply(),
                            "reply-unreadable",
                            "the store's reply is no XML or was cut off; ask its owner, then retry")
                    : new SystemUnavailable("object-store-unreachable");
        } catch (CutOff e) {
            throw spoilt(
                    talk.reply(),
                    "object-incomplete",
                    "a content ends before the length that the store says; ask its owner, then retry");
        }
    }

    private static boolean isUnreadable(SdkException e) {
        int depth = 0;
        for (Throwable cause = e; cause != null && depth < DEPTH; cause = cause.getCause(), depth++) {
            if (cause instanceof XMLStreamException) {
                return true;
            }
        }
        return false;
    }

    /** Once it may have been the line. */
    private static RuntimeException spoilt(Reply reply, String code, String remedy) {
        return reply.lease().attempt() < TRIES_OF_BAD_REPLIES ? new SystemUnavailable(code) : new Problem(code, remedy);
    }

    /** A content ended early. */
    private static final class CutOff extends IOException {}

    /** What breaks off on the store's side, told from what breaks on the vault's. */
    private static final class Content extends FilterInputStream {
        Content(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                return super.read(bytes, offset, length);
            } catch (IOException e) {
                throw new CutOff();
            }
        }
    }

    /** The store's own words may quote a key, so that they are left out. */
    private static void refused(Reply reply, S3Exception e) {
        int status = e.statusCode();
        if (status == 429 || status == 503) {
            Duration wait = wait(e);
            reply.services()
                    .backends()
                    .notBefore(
                            reply.connector().backend(),
                            Instant.now().plus(wait),
                            "throttled: the store asked to slow down");
            reply.end(Completion.retry("throttled: the store asked to slow down", wait));
            return;
        }
        if (status >= 500 || status == 408 || status < 300) {
            throw new SystemUnavailable("http-" + status);
        }
        throw new Problem(
                "http-" + status,
                status == 401 || status == 403
                        ? "the store refuses the hub's account; renew the properties behind 'access-key' and 'secret-key', or"
                                + " let the account list, read and delete versions, then retry"
                        : status == 404
                                ? "no such bucket; correct 'bucket' in the connector file, then retry"
                                : "the store does not accept the call; correct 'url' and 'region', or ask its owner, then retry");
    }

    /** As long as the store asks for, where it says. */
    private static Duration wait(S3Exception e) {
        return Optional.ofNullable(e.awsErrorDetails())
                .map(AwsErrorDetails::sdkHttpResponse)
                .flatMap(response -> response.firstMatchingHeader("Retry-After"))
                .map(HttpCalls::retryAfter)
                .orElse(WHEN_THROTTLED);
    }

    private static void ask(ObjectTalk talk) throws IOException {
        Call call = talk.reply().getCall();
        // A value that ends early would lead to everything.
        if (call.value() == null || call.value().isBlank() || !call.text().contains("{value}")) {
            throw new Problem(
                    "prefix-without-value", "write 'ask' as a prefix that ends after {value}, as claims/{value}/");
        }
        List<ObjectVersion> versions = new ArrayList<>();
        for (ListObjectVersionsResponse page : pages(talk, call.text().replace("{value}", call.value()))) {
            for (ObjectVersion version : page.versions()) {
                if (!versions.isEmpty() && !versions.get(0).key().equals(version.key())) {
                    take(talk, versions);
                    versions = new ArrayList<>();
                }
                if (versions.stream().noneMatch(listed -> listed.versionId().equals(version.versionId()))) {
                    versions.add(version);
                }
            }
        }
        if (!versions.isEmpty()) {
            take(talk, versions);
        }
    }

    private static Iterable<ListObjectVersionsResponse> pages(ObjectTalk talk, String prefix) {
        return talk.store()
                .listObjectVersionsPaginator(list -> list.bucket(talk.bucket()).prefix(prefix));
    }

    /** @param versions of one object, the newest first */
    private static void take(ObjectTalk talk, List<ObjectVersion> versions) throws IOException {
        Reply reply = talk.reply();
        ObjectVersion newest = versions.get(0);
        HeadObjectResponse head = head(talk, newest.key(), newest.versionId());
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("key", newest.key());
        record.put("size", newest.size());
        record.put("modified", newest.lastModified().toString());
        record.put("versions", versions.size());
        record.put("hidden", !newest.isLatest());
        record.put("legalHold", head.objectLockLegalHoldStatus() == ObjectLockLegalHoldStatus.ON);
        record.put(
                "retainUntil",
                head.objectLockRetainUntilDate() == null
                        ? null
                        : head.objectLockRetainUntilDate().toString());
        talk.path().read(newest.key()).forEach(record::putIfAbsent);
        head.metadata().forEach(record::putIfAbsent);
        ItemType type = Records.kindOf(reply.getCall().types(), record);
        boolean wanted = type.media() != null && reply.lease().action() == Action.QUERY;
        reply.add(record, wanted ? found -> contents(talk, type, versions) : Sink.MediaSource.NONE);
    }

    private static HeadObjectResponse head(ObjectTalk talk, String key, String versionId) {
        return talk.store().headObject(one -> one.bucket(talk.bucket()).key(key).versionId(versionId));
    }

    private static List<Sink.SealedMedia> contents(ObjectTalk talk, ItemType type, List<ObjectVersion> versions)
            throws IOException {
        List<Sink.SealedMedia> contents = new ArrayList<>();
        for (int i = 0; i < versions.size(); i++) {
            ObjectVersion version = versions.get(i);
            Blob blob = content(talk, type, version);
            contents.add(new Sink.SealedMedia(
                    new Item.Media(name(version.key(), i), type.media().type(), blob.id(), blob.size()), blob));
        }
        return contents;
    }

    private static Blob content(ObjectTalk talk, ItemType type, ObjectVersion version) throws IOException {
        Reply reply = talk.reply();
        try (InputStream in = new Content(talk.store()
                        .getObject(one ->
                                one.bucket(talk.bucket()).key(version.key()).versionId(version.versionId())));
                Vault.Draft draft = reply.services()
                        .vault()
                        .draft(
                                reply.lease().requestId(),
                                Vault.Key.PAYLOAD,
                                type.media().type())) {
            long copied = in.transferTo(draft.hashed());
            if (copied != version.size()) {
                throw new CutOff();
            }
            return draft.seal();
        }
    }

    /** {@code report.pdf}, and {@code report.older-1.pdf} before it. */
    private static String name(String key, int age) {
        String name = key.substring(key.lastIndexOf('/') + 1);
        int dot = name.lastIndexOf('.');
        return age == 0
                ? name
                : dot <= 0 ? name + ".older-" + age : name.substring(0, dot) + ".older-" + age + name.substring(dot);
    }

    private void erase(ObjectTalk talk) {
        String key = talk.reply().getCall().reference();
        boolean kept = false;
        List<String> markers = new ArrayList<>();
        for (ListObjectVersionsResponse page : pages(talk, key)) {
            for (ObjectVersion version : page.versions()) {
                kept |= version.key().equals(key) && !erased(talk, key, version.versionId());
            }
            for (DeleteMarkerEntry marker : page.deleteMarkers()) {
                if (marker.key().equals(key)) {
                    markers.add(marker.versionId());
                }
            }
        }
        if (kept) {
            talk.reply().kept();
        } else {
            // Last: without its marker a version that stays would be in plain sight again.
            markers.forEach(marker -> delete(talk, key, marker));
            talk.reply().carriedOut();
        }
    }

    private static boolean erased(ObjectTalk talk, String key, String versionId) {
        try {
            delete(talk, key, versionId);
            return true;
        } catch (S3Exception e) {
            if (e.statusCode() != 403) {
                throw e;
            }
            HeadObjectResponse head = head(talk, key, versionId);
            boolean hold = head.objectLockLegalHoldStatus() == ObjectLockLegalHoldStatus.ON;
            Instant until = head.objectLockRetainUntilDate();
            if (!hold && until == null) {
                throw e;
            }
            talk.kept(hold, until);
            return false;
        }
    }

    private static void delete(ObjectTalk talk, String key, String versionId) {
        talk.store().deleteObject(one -> one.bucket(talk.bucket()).key(key).versionId(versionId));
    }

    public Completion finish(ObjectTalk talk) throws IOException {
        Completion completion = replies.finish(talk.reply());
        String kept = talk.keptInWords();
        return kept == null || completion.state() != TaskState.DONE
                ? completion
                : Completion.as(TaskState.FAILED, kept).withItems(completion.items());
    }

    public void close(ObjectTalk talk) {
        if (talk != null) {
            try (talk) {
                replies.close(talk.reply());
            }
        }
    }
}
