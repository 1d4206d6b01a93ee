/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.efficienttransformers.kernel.Scalars;
import org.efficienttransformers.lora.LoraSettings;
import org.efficienttransformers.weights.TensorStore;

/**
 * The tensors of a model with those of a LoRA adapter merged in: W + s B A, and whole ones in the
 * place of the model's, or in addition to them.
 */
public final class AdaptedTensors implements TensorStore {

    private static final String PREFIX = "base_model.model.";
    private static final Pattern MATRIX =
            Pattern.compile("(.+)\\.lora_(embedding_)?([AB])(\\.default)?(\\.weight)?");

    /** Where peft keeps a whole tensor next to the one of the base model. */
    private static final Pattern WRAPPER =
            Pattern.compile("\\.(modules_to_save(\\.default)?|base_layer)");

    /** The names of two matrices: A, (r, i), and B, (o, r). */
    private static final class Update {

        private final String module;
        private String a;
        private String b;
        private boolean embedding;

        Update(String module) {
            this.module = module;
        }
    }

    private final TensorStore base;
    private final TensorStore adapter;
    private final LoraSettings settings;
    private final Map<String, Update> updates = new LinkedHashMap<>();
    private final Map<String, String> whole = new LinkedHashMap<>();

    /**
     * Puts both together.
     *
     * @param base the model's
     * @param adapter the adapter's
     * @param settings what tells the scale of B A
     * @param canonical brings names into the form in which they are compared
     * @throws IOException if they don't fit together
     */
    public AdaptedTensors(
            TensorStore base,
            TensorStore adapter,
            LoraSettings settings,
            UnaryOperator<String> canonical)
            throws IOException {
        this.base = base;
        this.adapter = adapter;
        this.settings = settings;
        Map<String, String> stored = new LinkedHashMap<>();
        base.names().forEach(name -> stored.putIfAbsent(canonical.apply(name), name));
        for (String name : adapter.names()) {
            if (!name.startsWith(PREFIX)) {
                throw wrong(name, "doesn't begin with " + PREFIX + " as peft's names do");
            }
            add(name, name.substring(PREFIX.length()), stored, canonical);
        }
        for (Map.Entry<String, Update> entry : updates.entrySet()) {
            check(entry.getKey(), entry.getValue());
        }
    }

    private void add(
            String name, String within, Map<String, String> stored, UnaryOperator<String> canonical)
            throws IOException {
        Matcher matrix = MATRIX.matcher(within);
        if (!matrix.matches()) {
            if (within.contains(".lora_")) {
                throw wrong(name, "is no part of plain LoRA, and isn't supported");
            }
            String plain = WRAPPER.matcher(within).replaceFirst("");
            whole.put(stored.getOrDefault(canonical.apply(plain), plain), name);
            return;
        }
        String weight = stored.get(canonical.apply(matrix.group(1) + ".weight"));
        if (weight == null) {
            throw wrong(
                    name, "adapts " + matrix.group(1) + ", of which the base model has no weight");
        }
        Update update = updates.computeIfAbsent(weight, key -> new Update(matrix.group(1)));
        update.embedding = matrix.group(2) != null;
        if (matrix.group(3).equals("A")) {
            update.a = name;
        } else {
            update.b = name;
        }
    }

    private IOException wrong(String name, String what) {
        return new IOException(
                "Tensor "
                        + name
                        + " of "
                        + adapter.source(name)
                        + " "
                        + what
                        + "; adapter and base"
                        + " model must belong together.");
    }

    private void check(String weight, Update update) throws IOException {
        if (update.a == null || update.b == null) {
            throw wrong(
                    update.a == null ? update.b : update.a,
                    "stands alone; of each adapted layer there must be A and B");
        }
        Shape a = adapter.shape(update.a);
        Shape b = adapter.shape(update.b);
        Shape expected = shape(weight);
        boolean matrices = a.dimension() == 2 && b.dimension() == 2 && a.get(0) == b.get(1);
        Shape product =
                !matrices
                        ? null
                        : update.embedding
                                ? new Shape(a.get(1), b.get(0))
                                : new Shape(b.get(0), a.get(1));
        if (!expected.equals(product)) {
            throw wrong(
                    update.a,
                    "has shape "
                            + a
                            + " and "
                            + update.b
                            + " "
                            + b
                            + ", whose product can't be"
                            + " added to "
                            + weight
                            + ", "
                            + expected);
        }
    }

    /**
     * Returns the names of the base model's tensors that are changed by a product.
     *
     * @return the names, as they are in the base model's files
     */
    public Set<String> updated() {
        return updates.keySet();
    }

    /**
     * Says, for the report of the load, what was merged.
     *
     * @return a phrase
     */
    public String note() {
        return String.format(
                "%d matrices changed by a LoRA adapter, %d tensors taken from it",
                updates.size(), whole.size());
    }

    /** {@inheritDoc} */
    @Override
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>(base.names());
        names.addAll(whole.keySet());
        return names;
    }

    /** {@inheritDoc} */
    @Override
    public Shape shape(String name) {
        String own = whole.get(name);
        return own == null ? base.shape(name) : adapter.shape(own);
    }

    /** {@inheritDoc} */
    @Override
    public DataType dataType(String name) {
        String own = whole.get(name);
        return own == null ? base.dataType(name) : adapter.dataType(own);
    }

    /** {@inheritDoc} */
    @Override
    public NDArray read(NDManager manager, String name) throws IOException {
        String own = whole.get(name);
        NDArray tensor = own == null ? base.read(manager, name) : adapter.read(manager, own);
        Update update = updates.get(name);
        if (update == null) {
            return tensor;
        }
        try (NDManager scope = manager.newSubManager()) {
            tensor.attach(scope);
            NDArray a = adapter.read(scope, update.a);
            NDArray b = adapter.read(scope, update.b);
            NDArray product = update.embedding ? a.transpose().matMul(b.transpose()) : b.matMul(a);
            double scale = settings.scale(update.module, Math.toIntExact(a.getShape().get(0)));
            NDArray sum =
                    Scalars.mul(product, scale).toType(tensor.getDataType(), false).add(tensor);
            sum.attach(manager);
            return sum;
        }
    }

    /** {@inheritDoc} */
    @Override
    public String source(String name) {
        String own = whole.get(name);
        return own == null ? base.source(name) : adapter.source(own);
    }

    /** {@inheritDoc} */
    @Override
    public void close() throws IOException {
        try {
            base.close();
        } finally {
            adapter.close();
        }
    }
}
