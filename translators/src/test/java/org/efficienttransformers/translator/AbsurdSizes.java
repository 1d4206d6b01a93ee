/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator;

import ai.djl.engine.Engine;
import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.nlp.qa.QAInput;
import ai.djl.modality.nlp.translator.NamedEntity;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.TranslateException;
import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.attention.AttentionKinds;
import org.efficienttransformers.checkpoint.Checkpoint;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.fuzz.FuzzTarget;
import org.efficienttransformers.kernel.machine.ProcessMemory;
import org.efficienttransformers.settings.Setting;
import org.efficienttransformers.tokenizer.TextFixtures;

/**
 * Each value in the config.json of each architecture, and each argument that is a number, replaced
 * by values that nobody means. What loads all the same is used once.
 */
public final class AbsurdSizes implements FuzzTarget {

    private static final List<String> VALUES =
            List.of(
                    "0",
                    "-1",
                    "1.5",
                    "1000000",
                    "2000000000",
                    "9223372036854775808",
                    "1e400",
                    "null",
                    "\"x\"",
                    "[]",
                    "{}",
                    "[null]");

    /** Keys that config.json needn't have. */
    private static final Set<String> MORE_KEYS = Set.of("num_labels", "id2label", "architectures");

    private static final List<String> TEXT_ARGUMENTS =
            List.of("maxLength", "stride", "topK", "maxAnswerLength");

    private static final List<String> GENERATION_ARGUMENTS =
            List.of("maxLength", "maxNewTokens", "temperature", "topK", "topP", "seed");

    private static final String CONFIG = "config.json";
    private static final String ARGUMENTS = "arguments.json";
    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");
    private static final int SHARES = 8;

    /** Of resident memory; what loads takes less than a fifth of it. */
    private static final long MOST_MEMORY = 200L << 20;

    private static final int LENGTH = 16;
    private static final int LONGEST_MESSAGE = 1000;

    /** An input: a folder, the place in its config.json or the argument, and the value there. */
    private record Case(Path folder, List<String> place, Map<String, String> arguments) {}

    private final List<Case> cases;

    /**
     * Lists the inputs. The first eighth has each place with one or two of the values, and each
     * value at an eighth of the places.
     *
     * @throws IOException if the fixtures can't be read
     */
    public AbsurdSizes() throws IOException {
        List<Case> all = list();
        cases =
                IntStream.range(0, all.size())
                        .boxed()
                        .sorted(Comparator.comparing(i -> (i / VALUES.size() + i) % SHARES))
                        .map(all::get)
                        .toList();
    }

    private static List<Case> list() throws IOException {
        List<Case> cases = new ArrayList<>();
        for (Map.Entry<Path, Set<List<String>>> entry : places().entrySet()) {
            for (List<String> place : entry.getValue()) {
                for (String value : VALUES) {
                    cases.add(new Case(entry.getKey(), place, Map.of("value", value)));
                }
            }
        }
        for (AttentionKind kind : AttentionKinds.all()) {
            for (Setting<?> setting : kind.settings()) {
                if (setting.argument() != null && kind.isSwappable()) {
                    addArguments(
                            cases,
                            FIXTURES.resolve("roberta-model"),
                            List.of(setting.argument()),
                            Map.of("attention", '"' + kind.id() + '"'));
                }
            }
            if (kind.isSwappable()) {
                addArguments(
                        cases,
                        FIXTURES.resolve("bert-model"),
                        List.of("maxLength"),
                        Map.of("attention", '"' + kind.id() + '"'));
            }
        }
        for (Path folder : TextFixtures.models()) {
            addArguments(cases, folder, TEXT_ARGUMENTS, Map.of());
        }
        addArguments(
                cases,
                FIXTURES.resolve("reformer-causal-lm-generate"),
                GENERATION_ARGUMENTS,
                Map.of());
        return cases;
    }

    private static void addArguments(
            List<Case> cases, Path folder, List<String> names, Map<String, String> others) {
        for (String name : names) {
            for (String value : VALUES) {
                Map<String, String> arguments = new LinkedHashMap<>(others);
                arguments.put(name, value);
                cases.add(new Case(folder, List.of(), arguments));
            }
        }
    }

    /** As many fixtures of each type as it takes for all places in their config.json. */
    private static Map<Path, Set<List<String>>> places() throws IOException {
        Map<Path, JsonObject> configs = new HashMap<>();
        try (Stream<Path> folders = Files.list(FIXTURES)) {
            for (Path folder : folders.filter(Files::isDirectory).toList()) {
                PretrainedConfig config = PretrainedConfig.read(folder);
                if (Checkpoint.supports(config.modelType())
                        && !folder.toString().contains("multiple-choice")) {
                    configs.put(folder, config.toJson());
                }
            }
        }
        List<Path> folders =
                configs.keySet().stream()
                        .sorted(
                                Comparator.comparing(
                                                (Path folder) ->
                                                        -places(configs.get(folder)).size())
                                        .thenComparing(Comparator.naturalOrder()))
                        .toList();
        Map<Path, Set<List<String>>> chosen = new LinkedHashMap<>();
        Map<String, Set<List<String>>> seen = new HashMap<>();
        for (Path folder : folders) {
            JsonObject config = configs.get(folder);
            Set<List<String>> places = places(config);
            MORE_KEYS.forEach(key -> places.add(List.of(key)));
            places.removeIf(place -> place.get(0).equals("label2id"));
            Set<List<String>> known =
                    seen.computeIfAbsent(
                            config.get("model_type").getAsString(), type -> new HashSet<>());
            places.removeAll(known);
            // Whether the longest text takes memory depends on other keys.
            places.stream().filter(place -> !place.get(0).startsWith("max_")).forEach(known::add);
            if (!places.isEmpty()) {
                chosen.put(folder, places);
            }
        }
        return chosen;
    }

    private static Set<List<String>> places(JsonObject config) {
        Set<List<String>> places = new LinkedHashSet<>();
        addPlaces(config, List.of(), places);
        return places;
    }

    /** Of a list the first element. */
    private static void addPlaces(
            JsonElement element, List<String> place, Set<List<String>> places) {
        boolean word = element.isJsonPrimitive() && !element.getAsJsonPrimitive().isNumber();
        if (!place.isEmpty() && !word) {
            places.add(place);
        }
        if (element.isJsonObject()) {
            for (Map.Entry<String, JsonElement> entry : element.getAsJsonObject().entrySet()) {
                addPlaces(entry.getValue(), with(place, entry.getKey()), places);
            }
        } else if (element.isJsonArray() && !element.getAsJsonArray().isEmpty()) {
            addPlaces(element.getAsJsonArray().get(0), with(place, "0"), places);
        }
    }

    private static List<String> with(List<String> place, String key) {
        List<String> longer = new ArrayList<>(place);
        longer.add(key);
        return List.copyOf(longer);
    }

    private static void put(JsonElement element, List<String> place, JsonElement value) {
        String key = place.get(0);
        List<String> rest = place.subList(1, place.size());
        if (element.isJsonArray()) {
            JsonArray array = element.getAsJsonArray();
            if (rest.isEmpty()) {
                array.set(Integer.parseInt(key), value);
            } else {
                put(array.get(Integer.parseInt(key)), rest, value);
            }
        } else if (rest.isEmpty()) {
            element.getAsJsonObject().add(key, value);
        } else {
            put(element.getAsJsonObject().get(key), rest, value);
        }
    }

    @Override
    public int count() {
        return cases.size();
    }

    @Override
    public Map<String, byte[]> make(Random random) throws IOException {
        return make(random.nextInt(cases.size()), random);
    }

    @Override
    public Map<String, byte[]> make(int number, Random random) throws IOException {
        Case made = cases.get(number);
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (Stream<Path> all = Files.list(made.folder)) {
            for (Path file : all.toList()) {
                String name = file.getFileName().toString();
                if (!name.equals("case.safetensors") && !name.equals("expected.json")) {
                    files.put(name, Files.readAllBytes(file));
                }
            }
        }
        JsonObject arguments = new JsonObject();
        if (made.place.isEmpty()) {
            made.arguments.forEach(
                    (name, value) -> arguments.add(name, JsonParser.parseString(value)));
        } else {
            JsonElement config =
                    JsonParser.parseString(new String(files.get(CONFIG), StandardCharsets.UTF_8));
            if (made.place.get(0).equals("num_labels")) {
                config.getAsJsonObject().remove("id2label"); // which would go first
            }
            put(config, made.place, JsonParser.parseString(made.arguments.get("value")));
            files.put(CONFIG, config.toString().getBytes(StandardCharsets.UTF_8));
        }
        files.put(ARGUMENTS, arguments.toString().getBytes(StandardCharsets.UTF_8));
        return files;
    }

    @Override
    public void read(Path folder) throws Exception {
        Engine.getEngine("PyTorch"); // Loading it takes a hundred megabytes.
        boolean reset = ProcessMemory.resetPeak();
        OptionalLong before = ProcessMemory.resident();
        Exception thrown = null;
        try {
            use(folder);
        } catch (Exception e) { // even what is refused may have taken memory before
            thrown = e;
        }
        OptionalLong peak = ProcessMemory.peak();
        long taken =
                reset && before.isPresent() && peak.isPresent()
                        ? peak.getAsLong() - before.getAsLong()
                        : 0;
        if (taken > MOST_MEMORY) {
            throw new AssertionError("takes " + taken + " bytes", thrown);
        }
        if (thrown != null) {
            throw thrown;
        }
    }

    private static void use(Path folder) throws Exception {
        Object[] arguments = arguments(folder);
        String name = "";
        if (Files.exists(folder.resolve("tokenizer_config.json"))) {
            JsonElement list =
                    PretrainedConfig.read(folder).toJson().getAsJsonArray("architectures").get(0);
            name = list.getAsString();
        }
        String text = "Java reads a text of words.";
        if (name.endsWith("QuestionAnswering")) {
            predict(folder, QAInput.class, Answer.class, new QAInput("Who?", text), arguments);
        } else if (name.endsWith("MultipleChoice")) {
            MultipleChoiceInput choice = new MultipleChoiceInput(text, List.of("yes", "no"));
            predict(folder, MultipleChoiceInput.class, Classifications.class, choice, arguments);
        } else if (name.endsWith("TokenClassification")) {
            predict(folder, String.class, NamedEntity[].class, text, arguments);
        } else if (name.endsWith("MaskedLM")) {
            String mask = name.startsWith("Bert") ? "[MASK]" : "<mask>";
            predict(folder, String.class, Classifications.class, text + mask, arguments);
        } else if (name.endsWith("SequenceClassification")) {
            predict(folder, String.class, Classifications.class, text, arguments);
        } else if (!name.isEmpty()) {
            predict(folder, String.class, float[].class, text, arguments);
        } else {
            predictRaw(folder, arguments);
        }
    }

    private static Object[] arguments(Path folder) throws IOException {
        List<Object> arguments = new ArrayList<>();
        Map<?, ?> given =
                new Gson().fromJson(Files.readString(folder.resolve(ARGUMENTS)), Map.class);
        for (Map.Entry<?, ?> entry : given.entrySet()) {
            arguments.add(entry.getKey());
            arguments.add(entry.getValue());
        }
        return arguments.toArray();
    }

    private static <I, O> void predict(
            Path folder, Class<I> input, Class<O> output, I text, Object... arguments)
            throws Exception {
        try (LoadedModel<I, O> model = LoadedModel.load(folder, input, output, arguments);
                Predictor<I, O> predictor = model.predictor()) {
            predictor.predict(text);
        }
    }

    private static void predictRaw(Path folder, Object... arguments) throws Exception {
        try (LoadedModel<NDList, NDList> model =
                        LoadedModel.load(folder, NDList.class, NDList.class, arguments);
                Predictor<NDList, NDList> predictor = model.predictor();
                NDManager manager = NDManager.newBaseManager()) {
            NDList input =
                    new NDList(manager.ones(new Shape(1, LENGTH)).toType(DataType.INT64, false));
            input.get(0).setName("input_ids");
            try (NDList output = predictor.predict(input)) {
                output.get(0).toFloatArray();
            }
        }
    }

    /** {@inheritDoc} A sentence, and none of Java's or PyTorch's. */
    @Override
    public boolean isRefusal(Exception thrown) {
        Throwable said =
                thrown instanceof TranslateException && thrown.getCause() != null
                        ? thrown.getCause()
                        : thrown;
        String message = said.getMessage();
        return (said instanceof IllegalArgumentException || said instanceof IOException)
                && message != null
                && message.endsWith(".")
                && message.length() < LONGEST_MESSAGE
                && message.lines().count() == 1
                && !message.contains("Exception")
                && !message.contains("overflow")
                && !message.contains("TorchScript");
    }

    /** {@inheritDoc} Arrays for text are larger than such files. */
    @Override
    public int mostTimes() {
        return 1000;
    }
}
