package org.dsrhub.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.dsrhub.connector.Connector;
import org.dsrhub.connector.Connectors;
import org.dsrhub.decision.ItemFacts;
import org.dsrhub.decision.Outcome;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Items;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.dsrhub.vault.Vault;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What waits for a person's decision, with its content: whoever looks at it, or listens, is in the audit chain. */
@RestController
@RequestMapping("/api/v1/requests/{id}")
class ReviewApi {
    private static final int LARGEST_PAGE = 200;

    private final Items items;
    private final Connectors connectors;
    private final Vault vault;
    private final Callers callers;
    private final Looks looks;

    ReviewApi(Items items, Connectors connectors, Vault vault, Callers callers, Looks looks) {
        this.items = items;
        this.connectors = connectors;
        this.vault = vault;
        this.callers = callers;
        this.looks = looks;
    }

    record MediaEntry(UUID id, String mediaType, long size) {}

    /**
     * @param reason the rule that leaves it to a person, or why there is none
     * @param because what the item says of itself that bears on the decision
     * @param proposal what does least harm where nobody knows better
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ReviewEntry(
            UUID itemId,
            String system,
            String type,
            Right right,
            Outcome proposal,
            String reason,
            Set<ItemFacts.Flag> because,
            Map<String, Object> content,
            List<MediaEntry> media) {}

    @GetMapping("/review")
    RequestsApi.Page<ReviewEntry> review(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "0") int page,
            @RequestParam(defaultValue = "50") int size) {
        RequestView request = callers.visible(id);
        Pages.check(page, size, LARGEST_PAGE);
        Pages.Window<Items.DecidedItem> window = new Pages.Window<>((long) page * size, size);
        items.decisions(id, decided -> {
            if (decided.decision().outcome() == Outcome.REVIEW && decided.execution() == null) {
                window.offer(() -> decided);
            }
        });
        looks.record(id, Looks.Look.REVIEW_LISTED, Map.of("page", page));
        Map<UUID, Item> found = new TreeMap<>();
        Set<UUID> wanted =
                window.kept().stream().map(Items.DecidedItem::itemId).collect(java.util.stream.Collectors.toSet());
        if (!wanted.isEmpty()) {
            items.read(id, item -> {
                if (wanted.contains(item.id())) {
                    found.put(item.id(), item);
                }
            });
        }
        List<ReviewEntry> entries = new ArrayList<>();
        window.kept().forEach(decided -> entries.add(entry(request, decided, found.get(decided.itemId()))));
        return new RequestsApi.Page<>(entries, page, size, window.more());
    }

    /** @param item null where its content is shredded */
    private ReviewEntry entry(RequestView request, Items.DecidedItem decided, Item item) {
        return new ReviewEntry(
                decided.itemId(),
                decided.system(),
                decided.type(),
                decided.right(),
                proposal(request, decided, item),
                decided.decision().rule(),
                item == null ? Set.of() : item.facts().flags(),
                item == null ? null : item.record(),
                item == null
                        ? List.of()
                        : item.media().stream()
                                .map(media -> new MediaEntry(media.blobId(), media.mediaType(), media.size()))
                                .toList());
    }

    private Outcome proposal(RequestView request, Items.DecidedItem decided, Item item) {
        if (decided.right() == Right.ERASURE) {
            return Outcome.REFUSE;
        }
        boolean others = item == null
                || item.facts().flags().contains(ItemFacts.Flag.THIRD_PARTY)
                || connectors.of(request.controller()).stream()
                        .filter(connector -> connector.system().equals(decided.system()))
                        .map(connector -> connector.items().get(decided.type()))
                        .anyMatch(type ->
                                type == null || type.fields().values().stream().anyMatch(Connector.Field::thirdParty));
        return others ? Outcome.REDACT : Outcome.DISCLOSE;
    }

    /** A recording or document of an item, as bytes to be saved: no browser plays or shows it. */
    @GetMapping("/items/{itemId}/media/{mediaId}")
    void media(
            @PathVariable UUID id, @PathVariable UUID itemId, @PathVariable UUID mediaId, HttpServletResponse response)
            throws IOException {
        callers.visible(id);
        Item.Media media = find(id, itemId, mediaId);
        looks.record(id, Looks.Look.RECORDING_FETCHED, Map.of("media", mediaId.toString()));
        try (InputStream in = vault.read(media.blobId())) {
            response.setContentType("application/octet-stream");
            response.setContentLengthLong(media.size());
            response.setHeader("Content-Disposition", "attachment; filename=\"" + mediaId + ".bin\"");
            response.setHeader("Cache-Control", "no-store");
            in.transferTo(response.getOutputStream());
        }
    }

    private Item.Media find(UUID id, UUID itemId, UUID mediaId) {
        AtomicReference<Item.Media> found = new AtomicReference<>();
        items.read(id, item -> {
            if (item.id().equals(itemId)) {
                item.media().stream()
                        .filter(media -> media.blobId().equals(mediaId))
                        .findFirst()
                        .ifPresent(found::set);
            }
        });
        if (found.get() == null || items.silent(id).contains(itemId)) {
            throw new NotFound("recording");
        }
        return found.get();
    }
}
