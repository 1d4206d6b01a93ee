/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.efficienttransformers.kernel.Scalars;
import org.efficienttransformers.lora.LoraSettings;
import org.efficienttransformers.weights.TensorStore;

/**
 * The tensors of a model with those of a LoRA adapter merged in: W + s B A, and whole ones in the
 * place of the model's, or in addition to them. Where the model has the rows of several layers in
 * one tensor, the adapter may have them as one layer or each by itself, as classes of transformers
 * do.
 */
public final class AdaptedTensors implements TensorStore {

    private static final String PREFIX = "base_model.model.";
    private static final Pattern MATRIX =
            Pattern.compile("(.+)\\.lora_(embedding_)?([AB])(\\.default)?(\\.weight)?");

    /** Where peft keeps a whole tensor next to the one of the base model. */
    private static final Pattern WRAPPER =
            Pattern.compile("\\.(modules_to_save(\\.default)?|base_layer)");

    /**
     * Rows of a tensor that are a layer's own.
     *
     * @param tensor the name of the tensor
     * @param first the first of them
     * @param count how many; null for all rows of the tensor
     */
    public record Rows(String tensor, long first, Long count) {}

    /**
     * What the adapter has for rows of a tensor: two matrices A, (r, i), and B, (o, r), or all of
     * it.
     */
    private static final class Change {

        private final String module;
        private final Rows rows;
        private String a;
        private String b;
        private String whole;
        private boolean embedding;

        Change(String module, Rows rows) {
            this.module = module;
            this.rows = rows;
        }
    }

    private final TensorStore base;
    private final TensorStore adapter;
    private final LoraSettings settings;
    private final Map<String, Change> changes = new LinkedHashMap<>();
    private final Map<String, List<Change>> byTensor = new LinkedHashMap<>();

    /**
     * Puts both together.
     *
     * @param base the model's
     * @param adapter the adapter's
     * @param settings what tells the scale of B A
     * @param canonical brings names into the form in which they are compared
     * @param slices which rows of which tensor a tensor is that the model has in another; names in
     *     that form
     * @throws IOException if they don't fit together
     */
    public AdaptedTensors(
            TensorStore base,
            TensorStore adapter,
            LoraSettings settings,
            UnaryOperator<String> canonical,
            Map<String, Rows> slices)
            throws IOException {
        this.base = base;
        this.adapter = adapter;
        this.settings = settings;
        Map<String, Rows> places = new LinkedHashMap<>();
        base.names()
                .forEach(
                        name -> places.putIfAbsent(canonical.apply(name), new Rows(name, 0, null)));
        slices.forEach(
                (name, rows) -> {
                    Rows tensor = places.get(rows.tensor());
                    if (tensor != null) {
                        places.putIfAbsent(
                                name, new Rows(tensor.tensor(), rows.first(), rows.count()));
                    }
                });
        for (String name : adapter.names()) {
            if (!name.startsWith(PREFIX)) {
                throw wrong(name, "doesn't begin with " + PREFIX + " as peft's names do");
            }
            add(name, name.substring(PREFIX.length()), plain -> places.get(canonical.apply(plain)));
        }
        for (Change change : changes.values()) {
            check(change);
            byTensor.computeIfAbsent(change.rows.tensor(), key -> new ArrayList<>()).add(change);
        }
        // What is there in place of the base model's goes before what is added to it.
        byTensor.values()
                .forEach(all -> all.sort(Comparator.comparing(change -> change.whole == null)));
    }

    private void add(String name, String within, Function<String, Rows> places) throws IOException {
        Matcher matrix = MATRIX.matcher(within);
        if (!matrix.matches()) {
            if (within.contains(".lora_")) {
                throw wrong(name, "is no part of plain LoRA, and isn't supported");
            }
            String plain = WRAPPER.matcher(within).replaceFirst("");
            Rows rows = places.apply(plain);
            change(plain, rows == null ? new Rows(plain, 0, null) : rows).whole = name;
            return;
        }
        String module = matrix.group(1);
        Rows rows = places.apply(module + ".weight");
        if (rows == null) {
            throw wrong(name, "adapts " + module + ", of which the base model has no weight");
        }
        Change change = change(module, rows);
        change.embedding = matrix.group(2) != null;
        if (matrix.group(3).equals("A")) {
            change.a = name;
        } else {
            change.b = name;
        }
    }

    private Change change(String module, Rows rows) {
        return changes.computeIfAbsent(module, key -> new Change(module, rows));
    }

    private IOException wrong(String name, String what) {
        return new IOException(
                String.format(
                        "Tensor %s of %s %s; adapter and base model must belong together.",
                        name, adapter.source(name), what));
    }

    private void check(Change change) throws IOException {
        if (change.whole != null) {
            if (change.rows.count() != null
                    && !adapter.shape(change.whole).equals(expected(change))) {
                throw wrong(
                        change.whole,
                        "has shape "
                                + adapter.shape(change.whole)
                                + ", and its place in "
                                + change.rows.tensor()
                                + " "
                                + expected(change));
            }
            return;
        }
        if (change.a == null || change.b == null) {
            throw wrong(
                    change.a == null ? change.b : change.a,
                    "stands alone; of each adapted layer there must be A and B");
        }
        Shape a = adapter.shape(change.a);
        Shape b = adapter.shape(change.b);
        Shape expected = expected(change);
        boolean matrices = a.dimension() == 2 && b.dimension() == 2 && a.get(0) == b.get(1);
        Shape product =
                !matrices
                        ? null
                        : change.embedding
                                ? new Shape(a.get(1), b.get(0))
                                : new Shape(b.get(0), a.get(1));
        if (!expected.equals(product)) {
            throw wrong(
                    change.a,
                    "has shape "
                            + a
                            + " and "
                            + change.b
                            + " "
                            + b
                            + ", whose product can't be"
                            + " added to "
                            + change.rows.tensor()
                            + ", "
                            + expected);
        }
    }

    private Shape expected(Change change) {
        Shape tensor = base.shape(change.rows.tensor());
        return change.rows.count() == null
                ? tensor
                : new Shape(change.rows.count()).addAll(tensor.slice(1));
    }

    /**
     * {@return the names of the base model's tensors that are changed by a product, as they are in
     * the base model's files}
     */
    public Set<String> updated() {
        return changes.values().stream()
                .filter(change -> change.whole == null)
                .map(change -> change.rows.tensor())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /**
     * Says, for the report of the load, what was merged.
     *
     * @return a phrase
     */
    public String note() {
        long whole = changes.values().stream().filter(change -> change.whole != null).count();
        return String.format(
                "%d matrices changed by a LoRA adapter, %d tensors taken from it",
                changes.size() - whole, whole);
    }

    /**
     * What of the adapter stands in the place of a whole tensor; null if it is the base model's.
     */
    private String own(String name) {
        List<Change> all = byTensor.getOrDefault(name, List.of());
        return all.size() == 1 && all.get(0).rows.count() == null ? all.get(0).whole : null;
    }

    @Override
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>(base.names());
        names.addAll(byTensor.keySet());
        return names;
    }

    @Override
    public Shape shape(String name) {
        String own = own(name);
        return own == null ? base.shape(name) : adapter.shape(own);
    }

    @Override
    public DataType dataType(String name) {
        String own = own(name);
        return own == null ? base.dataType(name) : adapter.dataType(own);
    }

    @Override
    public NDArray read(NDManager manager, String name) throws IOException {
        String own = own(name);
        if (own != null) {
            return adapter.read(manager, own);
        }
        NDArray tensor = base.read(manager, name);
        for (Change change : byTensor.getOrDefault(name, List.of())) {
            try (NDManager scope = manager.newSubManager()) {
                tensor.attach(scope);
                tensor = changed(scope, tensor, change);
                tensor.attach(manager);
            }
        }
        return tensor;
    }

    private NDArray changed(NDManager scope, NDArray tensor, Change change) throws IOException {
        Rows rows = change.rows;
        if (rows.count() == null) {
            return changedRows(scope, tensor, change);
        }
        long end = rows.first() + rows.count();
        NDArray part = tensor.get(scope, new NDIndex("{}:{}", rows.first(), end));
        NDList parts = new NDList();
        if (rows.first() > 0) {
            parts.add(tensor.get(scope, new NDIndex(":{}", rows.first())));
        }
        parts.add(changedRows(scope, part, change));
        if (end < tensor.getShape().get(0)) {
            parts.add(tensor.get(scope, new NDIndex("{}:", end)));
        }
        return NDArrays.concat(parts);
    }

    private NDArray changedRows(NDManager scope, NDArray rows, Change change) throws IOException {
        if (change.whole != null) {
            return adapter.read(scope, change.whole).toType(rows.getDataType(), false);
        }
        NDArray a = adapter.read(scope, change.a);
        NDArray b = adapter.read(scope, change.b);
        NDArray product = change.embedding ? a.transpose().matMul(b.transpose()) : b.matMul(a);
        double scale = settings.scale(change.module, Math.toIntExact(a.getShape().get(0)));
        return Scalars.mul(product, scale).toType(rows.getDataType(), false).add(rows);
    }

    @Override
    public String source(String name) {
        String own = own(name);
        return own == null ? base.source(name) : adapter.source(own);
    }

    @Override
    public void close() throws IOException {
        try {
            base.close();
        } finally {
            adapter.close();
        }
    }
}
