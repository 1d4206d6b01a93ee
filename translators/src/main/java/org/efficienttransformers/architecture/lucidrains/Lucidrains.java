/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture.lucidrains;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.efficienttransformers.architecture.Architecture;
import org.efficienttransformers.architecture.TensorEdits;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.attention.AttentionKinds;
import org.efficienttransformers.attention.lowrank.LinformerKind;
import org.efficienttransformers.attention.lowrank.ProjectionSharing;
import org.efficienttransformers.attention.position.RotaryPositions;
import org.efficienttransformers.attention.randomfeature.FeatureMap;
import org.efficienttransformers.attention.randomfeature.PerformerKind;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.Activation;
import org.efficienttransformers.description.AttentionPart;
import org.efficienttransformers.description.EmbeddingsPart;
import org.efficienttransformers.description.EmbeddingsPart.DropoutPlace;
import org.efficienttransformers.description.FeedForwardPart;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.description.HeadPart;
import org.efficienttransformers.description.HeadPart.Decode;
import org.efficienttransformers.description.HeadPart.Rows;
import org.efficienttransformers.description.LayerPart;
import org.efficienttransformers.description.LinearPart;
import org.efficienttransformers.description.ModelDescription;
import org.efficienttransformers.description.NormPart;
import org.efficienttransformers.description.Positions;
import org.efficienttransformers.settings.Settings;

/**
 * State dicts of the language models of performer-pytorch ({@code PerformerLM}) and of lucidrains'
 * linformer ({@code LinformerLM}), saved by torch.save.
 *
 * <p>Those packages have no config.json. One that says {@code "model_type": "performer_pytorch"} or
 * {@code "lucidrains_linformer"} holds the arguments of the constructor by their names, and their
 * defaults are the constructor's. Without {@code architectures} the model is the language model:
 * causal, if {@code causal} is true, masked otherwise.
 */
public final class Lucidrains implements Architecture {

    private static final String PERFORMER = "performer_pytorch";
    private static final String LINFORMER = "lucidrains_linformer";
    private static final float EPSILON = 1e-5f;
    private static final double ROTARY_BASE = 10_000;

    /** Arguments whose models are of another make. */
    private static final List<String> UNSUPPORTED =
            List.of(
                    "local_attn_heads",
                    "reversible",
                    "ff_glu",
                    "use_scalenorm",
                    "use_rezero",
                    "cross_attend",
                    "no_projection",
                    "axial_position_emb",
                    "shift_tokens");

    /** What the parts of a layer are called here. */
    private static final Map<String, String> PARTS =
            Map.ofEntries(
                    Map.entry("0.norm", "attention_norm"),
                    Map.entry("0.fn.to_q", "attention.query"),
                    Map.entry("0.fn.to_k", "attention.key"),
                    Map.entry("0.fn.to_v", "attention.value"),
                    Map.entry("0.fn.to_out", "attention_output"),
                    Map.entry("0.fn.proj_k", "attention.compress_k.weight"),
                    Map.entry("0.fn.proj_v", "attention.compress_v.weight"),
                    Map.entry(
                            "0.fn.fast_attention.projection_matrix", "attention.projection_matrix"),
                    Map.entry("1.norm", "feed_forward_norm"),
                    Map.entry("1.fn.w1", "intermediate"),
                    Map.entry("1.fn.fn.w1", "intermediate"),
                    Map.entry("1.fn.w2", "output"),
                    Map.entry("1.fn.fn.w2", "output"));

    private static final Pattern LAYER =
            Pattern.compile(
                    "(?:performer|linformer)\\.net\\.layers\\.(\\d+)\\.(.*?)"
                            + "(\\.weight|\\.bias)?");

    /** What wrappers put in front. */
    private static final Pattern WRAPPED =
            Pattern.compile(
                    "^(?:module\\.)?(?:net\\.)?(?=token_emb|pos_emb|layer_pos_emb|performer\\.|"
                            + "linformer\\.|norm\\.|to_out\\.|to_logits\\.)");

    @Override
    public Map<String, String> classNames() {
        return Map.of(PERFORMER, "Performer", LINFORMER, "Linformer");
    }

    @Override
    public Set<Head> heads() {
        return EnumSet.of(Head.BASE, Head.MASKED_LM, Head.CAUSAL_LM);
    }

    @Override
    public Head defaultHead(PretrainedConfig config) {
        return isCausal(config) ? Head.CAUSAL_LM : Head.MASKED_LM;
    }

    @Override
    public AttentionKind attention(PretrainedConfig config) {
        return AttentionKinds.of(isPerformer(config) ? "performer" : "linformer");
    }

    @Override
    public boolean computesInBfloat16() {
        return false;
    }

    private static boolean isPerformer(PretrainedConfig config) {
        return config.modelType().equals(PERFORMER);
    }

    private static boolean isCausal(PretrainedConfig config) {
        return isPerformer(config) && config.bool("causal", false);
    }

    private static boolean isRotary(PretrainedConfig config) {
        return isPerformer(config) && config.bool("rotary_position_emb", true);
    }

    @Override
    public ModelDescription describe(PretrainedConfig config, Head head) {
        checkArguments(config);
        requireHead(config, head);
        boolean performer = isPerformer(config);
        int size = config.integer("dim");
        int heads = performer ? config.integer("heads") : heads(config);
        int headSize = config.integer("dim_head", performer ? 64 : size / Math.max(heads, 1));
        Settings settings =
                performer ? performerSettings(config, headSize) : linformerSettings(config);
        float dropout = (float) config.number(performer ? "ff_dropout" : "dropout", 0);
        int width = config.multiple("ff_mult", 4, Math.max(size, 1));
        List<LayerPart> layers = new ArrayList<>();
        for (int i = 0; i < config.layers("depth"); i++) {
            layers.add(
                    new LayerPart(
                            "layers." + i,
                            true,
                            new AttentionPart(
                                    "attention",
                                    attention(config),
                                    settings,
                                    heads,
                                    heads,
                                    headSize,
                                    isCausal(config),
                                    performer && config.bool("qkv_bias", false),
                                    isRotary(config)
                                            ? new RotaryPositions(
                                                    ROTARY_BASE, RotaryPositions.Pairing.NEIGHBOURS)
                                            : null,
                                    null,
                                    norm("attention_norm"),
                                    new LinearPart(
                                            "attention_output",
                                            size,
                                            !performer || config.bool("attn_out_bias", false)),
                                    (float)
                                            config.number(
                                                    performer ? "attn_dropout" : "dropout", 0),
                                    0),
                            new FeedForwardPart(
                                    norm("feed_forward_norm"),
                                    new LinearPart("intermediate", width, true),
                                    null,
                                    null,
                                    new LinearPart("output", size, true),
                                    Activation.GELU,
                                    0,
                                    dropout,
                                    0,
                                    0)));
        }
        int words = config.integer("num_tokens");
        return new ModelDescription(
                "model",
                embeddings(config, words, size, dropout),
                layers,
                false,
                performer ? norm("norm") : null,
                false,
                null,
                head == Head.BASE
                        ? HeadPart.base()
                        : HeadPart.of(
                                head,
                                Rows.ALL,
                                performer && config.bool("tie_embed", false)
                                        ? new Decode(null, null)
                                        : HeadPart.linear("decoder", words)),
                0,
                0,
                null);
    }

    private static EmbeddingsPart embeddings(
            PretrainedConfig config, int words, int size, float dropout) {
        int longest = config.integer(isPerformer(config) ? "max_seq_len" : "seq_len");
        String name = "position_embeddings.weight";
        return new EmbeddingsPart(
                "",
                "word_embeddings.weight",
                words,
                size,
                isRotary(config)
                        ? new Positions.Sinusoidal(name, longest)
                        : new Positions.Learned(name, longest, 0),
                null,
                1,
                null,
                dropout,
                DropoutPlace.AFTER_NORM,
                false);
    }

    private static NormPart norm(String name) {
        return new NormPart(name, NormPart.Kind.LAYER, EPSILON);
    }

    private static Settings performerSettings(PretrainedConfig config, int headSize) {
        boolean general = config.bool("generalized_attention", false);
        return Settings.DEFAULT
                .with(
                        PerformerKind.FEATURES,
                        config.integer("nb_features", (int) (headSize * Math.log(headSize))))
                .with(
                        PerformerKind.KERNEL,
                        general
                                ? PerformerKind.KERNEL.parse(
                                        config.string("kernel_fn", "relu"), "kernel_fn")
                                : FeatureMap.Function.SOFTMAX)
                .with(PerformerKind.EPSILON, general ? 1e-3 : 1e-4)
                .with(
                        PerformerKind.REDRAW_INTERVAL,
                        config.integer("feature_redraw_interval", 1000));
    }

    private static Settings linformerSettings(PretrainedConfig config) {
        return Settings.DEFAULT
                .with(LinformerKind.RANK, List.of(config.integer("k", 256)))
                .with(
                        LinformerKind.SHARING,
                        config.bool("share_kv", false)
                                ? ProjectionSharing.KEY_VALUE
                                : ProjectionSharing.HEADWISE);
    }

    private static void checkArguments(PretrainedConfig config) {
        for (String argument : UNSUPPORTED) {
            String value = String.valueOf(config.value(argument));
            require(
                    !config.has(argument) || value.equals("false") || value.equals("0"),
                    "%s has %s = %s; models made with it are not supported.",
                    config.source(),
                    argument,
                    value);
        }
    }

    private static int heads(PretrainedConfig config) {
        return config.integer("heads", 8);
    }

    /**
     * Linformer stores its projections as (n, k). With one_kv_head all heads have the same keys and
     * values, and with share_kv keys are the values, too.
     */
    @Override
    public void adapt(TensorEdits tensors, PretrainedConfig config, ModelDescription description) {
        if (isPerformer(config)) {
            return;
        }
        boolean oneHead = config.bool("one_kv_head", false);
        boolean shared = config.bool("share_kv", false);
        for (String name : List.copyOf(tensors.names())) {
            Shape shape = tensors.shape(name);
            if (name.endsWith(".fn.proj_k") || name.endsWith(".fn.proj_v")) {
                Shape turned = new Shape(shape.get(1), shape.get(0));
                tensors.put(
                        name, name, turned, original -> replace(original, original.transpose()));
            } else if (name.endsWith(".fn.to_k.weight") || name.endsWith(".fn.to_v.weight")) {
                int copies = oneHead ? heads(config) : 1;
                Shape all = new Shape(shape.get(0) * copies, shape.get(1));
                UnaryOperator<NDArray> repeat =
                        original ->
                                copies == 1
                                        ? original
                                        : replace(original, original.tile(new long[] {copies, 1}));
                if (shared) {
                    tensors.put(name.replace(".to_k.", ".to_v."), name, all, repeat);
                }
                tensors.put(name, name, all, repeat);
            }
        }
    }

    private static NDArray replace(NDArray original, NDArray derived) {
        // A copy: the original's numbers may lie in the file, row by row.
        NDArray copy = derived.duplicate();
        derived.close();
        original.close();
        return copy;
    }

    @Override
    public List<String> harmless(ModelDescription description) {
        List<String> harmless = new ArrayList<>();
        // The network a second time.
        harmless.add("performer\\.proj_updater\\..*");
        harmless.add(".*calls_since_last_redraw");
        // Sines and cosines, which are computed.
        harmless.add("layer_pos_emb\\.emb");
        if (description.head().head() == Head.BASE) {
            harmless.add("decoder\\..*");
        }
        return harmless;
    }

    /** From the names of the packages, or our own, to our own without the prefix of a head. */
    @Override
    public String canonical(String name) {
        String bare = WRAPPED.matcher(name).replaceFirst("").replaceFirst("^model\\.", "");
        Matcher layer = LAYER.matcher(bare);
        if (layer.matches() && PARTS.containsKey(layer.group(2))) {
            String end = layer.group(3) == null ? "" : layer.group(3);
            return "layers." + layer.group(1) + "." + PARTS.get(layer.group(2)) + end;
        }
        return bare.replaceFirst("^token_emb\\.", "word_embeddings.")
                .replaceFirst("^pos_emb(\\.emb)?(\\.weight)?$", "position_embeddings.weight")
                .replaceFirst("^(to_out|to_logits)\\.", "decoder.");
    }
}
