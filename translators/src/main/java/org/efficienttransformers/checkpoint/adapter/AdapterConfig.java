/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint.adapter;

import static org.efficienttransformers.settings.Require.require;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.lora.LoraSettings;
import org.efficienttransformers.lora.LoraSettings.Targets;

/**
 * adapter_config.json, as <a href="https://github.com/huggingface/peft">peft</a> writes it: what an
 * adapter is and which model it belongs to.
 *
 * <p>Read are {@code r}, {@code lora_alpha}, {@code lora_dropout}, {@code use_rslora}, {@code
 * target_modules}, {@code rank_pattern}, {@code alpha_pattern}, {@code modules_to_save}, {@code
 * bias}, {@code task_type} and {@code base_model_name_or_path}. {@code fan_in_fan_out} changes
 * nothing, as in peft where a layer is linear. Which layers are adapted the names of the tensors
 * tell, so that {@code layers_to_transform} and the like need not be looked at. What makes of LoRA
 * something else is refused.
 *
 * @param settings how the model is adapted
 * @param taskType peft's word for the head; null if there is none
 * @param baseModel where the base model is from: a name of the hub or a folder; null if unknown
 */
public record AdapterConfig(LoraSettings settings, String taskType, String baseModel) {

    /** The name of the file. */
    static final String FILE = "adapter_config.json";

    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().serializeNulls().disableHtmlEscaping().create();

    private static final String LORA = "LORA";
    private static final int DEFAULT_RANK = 8;
    private static final double DEFAULT_ALPHA = 8;

    /** What of its keys may have any value: it is read, tells of training, or changes nothing. */
    private static final Set<String> KNOWN =
            Set.of(
                    """
                    peft_type r lora_alpha lora_dropout use_rslora target_modules rank_pattern
                    alpha_pattern modules_to_save bias task_type base_model_name_or_path
                    fan_in_fan_out inference_mode init_lora_weights auto_mapping exclude_modules
                    layers_to_transform layers_pattern loftq_config eva_config runtime_config
                    lora_ga_config
                    """
                            .split("\\s+"));

    /** Ways to begin that change the weights of the base model, to which they would be missing. */
    private static final List<String> CHANGED_BASES =
            List.of("pissa", "olora", "corda", "loftq", "lora_ga");

    private static final Map<Head, String> TASK_TYPES =
            Map.of(
                    Head.SEQUENCE_CLASSIFICATION, "SEQ_CLS",
                    Head.TOKEN_CLASSIFICATION, "TOKEN_CLS",
                    Head.QUESTION_ANSWERING, "QUESTION_ANS",
                    Head.CAUSAL_LM, "CAUSAL_LM",
                    Head.CONDITIONAL_GENERATION, "SEQ_2_SEQ_LM",
                    Head.BASE, "FEATURE_EXTRACTION");

    /**
     * Reads the file of a folder.
     *
     * @param folder as peft's save_pretrained writes it
     * @return what it says
     * @throws IOException if there is none, or it isn't as peft writes it
     * @throws IllegalArgumentException if it asks for what isn't supported
     */
    public static AdapterConfig read(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            throw new IOException(
                    String.format(
                            "There is no %s in %s; adapter must be a folder as peft's"
                                    + " save_pretrained writes it.",
                            FILE, folder));
        }
        JsonObject json;
        try {
            json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        } catch (JsonParseException | IllegalStateException e) {
            throw new IOException(file + " is not as peft writes it: " + e.getMessage(), e);
        }
        checkOthers(json, file);
        return of(new PretrainedConfig(json, file.toString()));
    }

    private static AdapterConfig of(PretrainedConfig json) {
        String bias = json.string("bias", "none");
        require(
                Set.of("none", "all", "lora_only").contains(bias),
                "%s has bias = %s; allowed: none, all, lora_only.",
                json.source(),
                bias);
        LoraSettings settings =
                new LoraSettings(
                        json.integer("r", DEFAULT_RANK),
                        json.number("lora_alpha", DEFAULT_ALPHA),
                        json.bool("use_rslora", false),
                        json.number("lora_dropout", 0),
                        targets(json),
                        pattern(json, "rank_pattern", PretrainedConfig::integer),
                        pattern(json, "alpha_pattern", (own, key) -> own.number(key, 0)),
                        texts(json, "modules_to_save"),
                        LoraSettings.Bias.valueOf(bias.toUpperCase(Locale.ROOT)));
        return new AdapterConfig(
                settings, text(json, "task_type"), text(json, "base_model_name_or_path"));
    }

    /** Refuses keys that turn something on that isn't known here. */
    private static void checkOthers(JsonObject json, Path file) {
        String type = word(json, "peft_type");
        require(
                LORA.equals(type),
                "%s has peft_type = %s; supported: %s. Merge other adapters in Python, by"
                        + " merge_and_unload().",
                file,
                type,
                LORA);
        for (Map.Entry<String, JsonElement> entry : json.entrySet()) {
            require(
                    KNOWN.contains(entry.getKey()) || isOff(entry.getValue()),
                    "%s has %s = %s, which isn't supported; merge the adapter into its base model in"
                            + " Python, by merge_and_unload() and save_pretrained(), and load that"
                            + " folder.",
                    file,
                    entry.getKey(),
                    entry.getValue());
        }
        String start = word(json, "init_lora_weights");
        String lowerCase = start.toLowerCase(Locale.ROOT);
        require(
                CHANGED_BASES.stream().noneMatch(lowerCase::startsWith),
                "%s has init_lora_weights = %s, by which the base model was changed before the"
                        + " training; save it in Python with path_initial_model_for_weight_conversion,"
                        + " or merge it there.",
                file,
                start);
    }

    /** Sizes and words that go with a switch matter only if that is on. */
    private static boolean isOff(JsonElement value) {
        if (value instanceof JsonPrimitive primitive) {
            return !primitive.isBoolean() || !primitive.getAsBoolean();
        }
        return value.isJsonNull()
                || (value instanceof JsonObject object && object.isEmpty())
                || (value instanceof JsonArray array && array.isEmpty());
    }

    private static Targets targets(PretrainedConfig json) {
        require(
                json.has("target_modules"),
                "%s has no target_modules; peft writes it where an adapter is saved.",
                json.source());
        return json.toJson().get("target_modules").isJsonArray()
                ? new Targets(json.strings("target_modules"), null)
                : Targets.matching(json.string("target_modules", null));
    }

    private static <T> Map<String, T> pattern(
            PretrainedConfig json, String key, BiFunction<PretrainedConfig, String, T> read) {
        Map<String, T> values = new LinkedHashMap<>();
        if (!json.object(key).isEmpty()) {
            JsonObject object = json.toJson().getAsJsonObject(key);
            PretrainedConfig own = new PretrainedConfig(object, json.source() + ", " + key);
            object.keySet().forEach(name -> values.put(name, read.apply(own, name)));
        }
        return values;
    }

    private static List<String> texts(PretrainedConfig json, String key) {
        return json.has(key) ? json.strings(key) : List.of();
    }

    private static String text(PretrainedConfig json, String key) {
        return json.has(key) ? json.string(key, null) : null;
    }

    /** A text or truth value as it is in messages. */
    private static String word(JsonObject json, String key) {
        JsonElement value = json.get(key);
        return value instanceof JsonPrimitive ? value.getAsString() : String.valueOf(value);
    }

    /** {@return the head of this task; null if it is that of the base model} */
    public Head head() {
        return TASK_TYPES.entrySet().stream()
                .filter(entry -> entry.getValue().equals(taskType))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    /** The task of a head in peft's words; null where it has none. */
    static String taskType(Head head) {
        return TASK_TYPES.get(head);
    }

    /** The content of the file, for a finished adapter. */
    String toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("peft_type", LORA);
        json.addProperty("task_type", taskType);
        json.addProperty("base_model_name_or_path", baseModel);
        json.addProperty("inference_mode", true);
        json.addProperty("r", settings.rank());
        json.add("lora_alpha", number(settings.alpha()));
        json.addProperty("lora_dropout", settings.dropout());
        json.addProperty("use_rslora", settings.rankStabilized());
        json.add(
                "target_modules",
                settings.targets().names() == null
                        ? new JsonPrimitive(settings.targets().pattern())
                        : array(settings.targets().names()));
        JsonObject ranks = new JsonObject();
        settings.rankPattern().forEach(ranks::addProperty);
        json.add("rank_pattern", ranks);
        JsonObject alphas = new JsonObject();
        settings.alphaPattern().forEach((key, alpha) -> alphas.add(key, number(alpha)));
        json.add("alpha_pattern", alphas);
        json.add(
                "modules_to_save",
                settings.modulesToSave().isEmpty() ? null : array(settings.modulesToSave()));
        json.addProperty("bias", settings.bias().name().toLowerCase(Locale.ROOT));
        json.addProperty("fan_in_fan_out", false);
        json.addProperty("init_lora_weights", true);
        return GSON.toJson(json) + "\n";
    }

    /** Whole numbers as such, as peft declares them. */
    private static JsonPrimitive number(double value) {
        return value == Math.rint(value)
                ? new JsonPrimitive((long) value)
                : new JsonPrimitive(value);
    }

    private static JsonArray array(List<String> texts) {
        JsonArray array = new JsonArray();
        texts.forEach(array::add);
        return array;
    }
}
