/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.efficienttransformers.attention.RotaryPositions;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.lowrank.LowRankAttention;
import org.efficienttransformers.attention.lowrank.ProjectionSharing;
import org.efficienttransformers.attention.randomfeature.KernelFunction;
import org.efficienttransformers.attention.randomfeature.OrthogonalFeatures;
import org.efficienttransformers.attention.randomfeature.RandomFeatureAttention;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.model.Head;
import org.efficienttransformers.model.PreNormConfig;
import org.efficienttransformers.model.PreNormModel;
import org.efficienttransformers.weights.TensorStore;

/**
 * State dicts of the language models of performer-pytorch ({@code PerformerLM}) and of lucidrains'
 * linformer ({@code LinformerLM}), saved by torch.save.
 *
 * <p>Those packages have no config.json. One that says {@code "model_type": "performer_pytorch"} or
 * {@code "lucidrains_linformer"} holds the arguments of the constructor by their names, and their
 * defaults are the constructor's. Without {@code architectures} the model is the language model:
 * causal, if {@code causal} is true, masked otherwise.
 */
final class LucidrainsFactory implements ModelFactory {

    private static final String PERFORMER = "performer_pytorch";
    private static final String LINFORMER = "lucidrains_linformer";

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
                    "(?:performer|linformer)\\.net\\.layers\\.(\\d+)\\.(.*?)(\\.weight|\\.bias)?");

    private static final List<Pattern> HARMLESS =
            List.of(
                    // The network a second time.
                    Pattern.compile("performer\\.proj_updater\\..*"),
                    Pattern.compile(".*calls_since_last_redraw"),
                    // Sines and cosines, which are computed.
                    Pattern.compile("layer_pos_emb\\.emb"));

    /** What wrappers put in front. */
    private static final Pattern WRAPPED =
            Pattern.compile(
                    "^(?:module\\.)?(?:net\\.)?(?=token_emb|pos_emb|layer_pos_emb|performer\\.|"
                            + "linformer\\.|norm\\.|to_out\\.|to_logits\\.)");

    /** {@inheritDoc} */
    @Override
    public Set<String> modelTypes() {
        return Set.of(PERFORMER, LINFORMER);
    }

    /** {@inheritDoc} */
    @Override
    public Plan plan(PretrainedConfig config, Head head, LoadOptions options, TensorStore store) {
        options.refuseBfloat16(config.modelType());
        checkArguments(config);
        boolean performer = config.modelType().equals(PERFORMER);
        boolean causal = performer && config.bool("causal", false);
        Head languageModel = causal ? Head.CAUSAL_LM : Head.MASKED_LM;
        PreNormConfig sizes = sizes(config, performer);
        checkOptions(options, sizes);
        DerivedTensors tensors = new DerivedTensors(store);
        if (!performer) {
            derive(tensors, config);
        }
        PreNormModel.Builder builder =
                PreNormModel.builder()
                        .setConfig(sizes)
                        .setAttention(
                                performer
                                        ? performer(config, causal, options)
                                        : linformer(config, options))
                        .optHead(config.architecture() == null ? languageModel : head)
                        .optOutputHiddenStates(options.outputHiddenStates());
        List<Pattern> harmless = new ArrayList<>(HARMLESS);
        if (config.architecture() != null && head == Head.BASE) {
            harmless.add(Pattern.compile("decoder\\..*"));
        }
        TensorNames names = new TensorNames(LucidrainsFactory::canonical, harmless);
        return new Plan(config, builder::build, names, tensors);
    }

    private static void checkArguments(PretrainedConfig config) {
        for (String argument : UNSUPPORTED) {
            if (config.has(argument) && isSet(config.toJson().get(argument).toString())) {
                throw new IllegalArgumentException(
                        config.source()
                                + " has "
                                + argument
                                + " = "
                                + config.toJson().get(argument)
                                + "; models made with it are not supported.");
            }
        }
    }

    private static boolean isSet(String json) {
        return !json.equals("false") && !json.equals("0");
    }

    private static void checkOptions(LoadOptions options, PreNormConfig sizes) {
        if (options.changesAttention()) {
            throw new IllegalArgumentException(
                    "attention or a setting of it is given, but models of performer-pytorch and"
                            + " linformer keep their own attention; leave them out.");
        }
        if (options.maxLength() > sizes.maxPositionEmbeddings()) {
            throw new IllegalArgumentException(
                    "maxLength is "
                            + options.maxLength()
                            + ", but the model was made for "
                            + sizes.maxPositionEmbeddings()
                            + " tokens; ask for at most that.");
        }
    }

    private static PreNormConfig sizes(PretrainedConfig config, boolean performer) {
        int dim = config.integer("dim");
        return new PreNormConfig(
                config.integer("num_tokens"),
                dim,
                config.integer("depth"),
                dim * config.integer("ff_mult", 4),
                config.integer(performer ? "max_seq_len" : "seq_len"),
                performer && rotary(config),
                performer,
                !performer || config.bool("attn_out_bias", false),
                performer && config.bool("tie_embed", false),
                (float) config.number(performer ? "ff_dropout" : "dropout", 0));
    }

    private static boolean rotary(PretrainedConfig config) {
        return config.bool("rotary_position_emb", true);
    }

    private static IntFunction<SelfAttention> performer(
            PretrainedConfig config, boolean causal, LoadOptions options) {
        boolean general = config.bool("generalized_attention", false);
        int headSize = config.integer("dim_head", 64);
        KernelFunction function =
                general
                        ? KernelFunction.of(config.string("kernel_fn", "relu"))
                        : KernelFunction.SOFTMAX;
        return layer ->
                RandomFeatureAttention.builder()
                        .setHiddenSize(config.integer("dim"))
                        .setHeads(config.integer("heads"))
                        .optHeadSize(headSize)
                        .setFeatures(
                                config.integer(
                                        "nb_features", (int) (headSize * Math.log(headSize))))
                        .optFunction(function)
                        .optEpsilon(general ? 1e-3 : 1e-4)
                        .optDirections(new OrthogonalFeatures(true, false, layer))
                        .optRedrawInterval(config.integer("feature_redraw_interval", 1000))
                        .optRotary(
                                rotary(config)
                                        ? new RotaryPositions(
                                                10_000, RotaryPositions.Pairing.NEIGHBOURS)
                                        : null)
                        .optCausal(causal)
                        .optBias(config.bool("qkv_bias", false))
                        .optDropout((float) config.number("attn_dropout", 0))
                        .optKernels(options.kernels())
                        .build();
    }

    private static IntFunction<SelfAttention> linformer(
            PretrainedConfig config, LoadOptions options) {
        return layer ->
                LowRankAttention.builder()
                        .setHiddenSize(config.integer("dim"))
                        .setHeads(heads(config))
                        .optHeadSize(
                                config.integer("dim_head", config.integer("dim") / heads(config)))
                        .setMaxLength(config.integer("seq_len"))
                        .setRank(config.integer("k", 256))
                        .optSharing(
                                config.bool("share_kv", false)
                                        ? ProjectionSharing.KEY_VALUE
                                        : ProjectionSharing.HEADWISE)
                        .optBias(false)
                        .optDropout((float) config.number("dropout", 0))
                        .optKernels(options.kernels())
                        .build();
    }

    private static int heads(PretrainedConfig config) {
        return config.integer("heads", 8);
    }

    /**
     * Linformer stores its projections as (n, k). With one_kv_head all heads have the same keys and
     * values, and with share_kv keys are the values, too.
     */
    private static void derive(DerivedTensors tensors, PretrainedConfig config) {
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
                DerivedTensors.Derivation repeat =
                        original ->
                                copies == 1
                                        ? original
                                        : replace(original, original.tile(new long[] {copies, 1}));
                tensors.put(name, name, all, repeat);
                if (shared) {
                    tensors.put(name.replace(".to_k.", ".to_v."), name, all, repeat);
                }
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

    /** From the names of the packages, or our own, to our own without the prefix of a head. */
    static String canonical(String name) {
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
