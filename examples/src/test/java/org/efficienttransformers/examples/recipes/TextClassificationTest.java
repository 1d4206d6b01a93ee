/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.ndarray.NDManager;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.efficienttransformers.examples.cli.CommandLineProgram;
import org.efficienttransformers.finetune.RunRecord;
import org.efficienttransformers.weights.safetensors.SafetensorsStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The recipe learns what can be learnt, from scratch and on top of a model, and can be resumed. */
class TextClassificationTest {

    private static final String[] FRUIT = {"apple", "pear", "plum", "cherry"};
    private static final String[] METAL = {"iron", "copper", "silver", "gold"};

    @TempDir private Path folder;
    private Path data;
    private Path tokenizer;

    @BeforeEach
    void writeData() throws IOException {
        tokenizer = RecipeRunner.tokenizer(folder.resolve("tokenizer"));
        Random random = new Random(1);
        List<String> rows = new ArrayList<>(List.of("text,label"));
        for (int i = 0; i < 48; i++) {
            boolean fruit = i % 2 == 0;
            StringBuilder text = new StringBuilder("we have");
            for (int j = 0; j < 3 + random.nextInt(6); j++) {
                text.append(' ').append((fruit ? FRUIT : METAL)[random.nextInt(4)]);
            }
            rows.add(text + "," + (fruit ? "fruit" : "metal"));
        }
        data = Files.write(folder.resolve("data.csv"), rows);
    }

    private List<String> arguments(Path output, String... more) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--train=" + data,
                                "--validation=" + data,
                                "--output=" + output,
                                "--learning-rate=5e-3",
                                "--batch-size=4",
                                "--epochs=4"));
        arguments.addAll(List.of(more));
        return arguments;
    }

    private List<String> fromScratch(Path output, String mechanism, String... more) {
        List<String> arguments =
                arguments(
                        output,
                        "--new=" + mechanism,
                        "--tokenizer=" + tokenizer,
                        "--layers=1",
                        "--hidden-size=16",
                        "--heads=2",
                        "--max-length=64");
        arguments.addAll(List.of(more));
        return arguments;
    }

    private static RecipeRunner succeed(List<String> arguments) {
        RecipeRunner runner = new RecipeRunner();
        int code = runner.run(new TextClassification(), arguments.toArray(String[]::new));
        assertThat(code).as(runner.err()).isZero();
        return runner;
    }

    private static void assertRefused(List<String> arguments, String sentence) {
        RecipeRunner runner = new RecipeRunner();
        int code = runner.run(new TextClassification(), arguments.toArray(String[]::new));
        assertThat(code).as(runner.out()).isEqualTo(CommandLineProgram.BAD_INPUT);
        assertThat(runner.err().strip()).contains(sentence).doesNotContain("\n");
    }

    @ParameterizedTest
    @CsvSource({
        "full,",
        "longformer,attention_window=8",
        "bigbird,block_size=4",
        "reformer,lsh_attn_chunk_length=8",
        "linformer,linformer_k=8",
        "performer,num_random_features=16"
    })
    void learnsFromScratch(String mechanism, String setting) throws Exception {
        Path output = folder.resolve("model");
        List<String> arguments = fromScratch(output, mechanism, "--test=" + data);
        if (setting != null) {
            arguments.add("--set=" + setting);
        }
        if (mechanism.equals("reformer")) {
            arguments.add("--set=local_attn_chunk_length=8");
        }
        RecipeRunner runner = succeed(arguments);
        assertThat(runner.out()).contains("accuracy 1.0000");
        JsonObject run =
                JsonParser.parseString(Files.readString(output.resolve("run.json")))
                        .getAsJsonObject();
        assertThat(run.getAsJsonObject("test").get("accuracy").getAsDouble()).isEqualTo(1);
        assertThat(run.getAsJsonObject("training").get("steps").getAsInt()).isEqualTo(48);
        assertThat(ImageIO.read(output.resolve("curves.png").toFile()).getWidth())
                .isBetween(1200, 1500);
        Criteria<String, Classifications> criteria =
                Criteria.builder()
                        .setTypes(String.class, Classifications.class)
                        .optModelUrls("hf://" + output)
                        .build();
        try (ZooModel<String, Classifications> model = criteria.loadModel();
                Predictor<String, Classifications> predictor = model.newPredictor()) {
            assertThat(predictor.predict("we have plum plum pear").best().getClassName())
                    .isEqualTo("fruit");
        }
    }

    @Test
    void putsANewHeadOnATrainedModel() throws Exception {
        Path first = folder.resolve("first");
        succeed(fromScratch(first, "longformer", "--set=attention_window=8"));
        List<String> rows = new ArrayList<>();
        for (String row : Files.readAllLines(data)) {
            rows.add(row.replace(",fruit", ",grown").replace(",metal", ",mined"));
        }
        rows.addAll(List.of("blue green red,colour", "red blue red blue,colour"));
        Files.write(data, rows);
        RecipeRunner runner = succeed(arguments(folder.resolve("second"), "--model=hf://" + first));
        assertThat(runner.out()).contains("the best so far");
        assertThat(Files.readString(folder.resolve("second/config.json")))
                .contains("\"2\": \"mined\"", "\"colour\": 0");
    }

    /** A step at a rate of next to nothing leaves the weights as they began. */
    @Test
    void beginsWithTheWeightsOfAModelWithOtherAttention() throws Exception {
        Path first = folder.resolve("first");
        succeed(fromScratch(first, "full"));
        Path second = folder.resolve("second");
        String[] more = {"--start=" + first, "--max-steps=1", "--set=attention_window=8"};
        List<String> arguments = fromScratch(second, "longformer", more);
        arguments.replaceAll(a -> a.startsWith("--learning-rate") ? "--learning-rate=1e-30" : a);
        succeed(arguments);
        String query = ".encoder.layer.0.attention.self.query";
        Map<String, String> origins =
                Map.of(
                        "longformer.embeddings.word_embeddings.weight",
                        "bert.embeddings.word_embeddings.weight",
                        "longformer" + query + ".weight",
                        "bert" + query + ".weight",
                        "longformer" + query + "_global.weight",
                        "bert" + query + ".weight",
                        "classifier.dense.weight",
                        "bert.pooler.dense.weight",
                        "classifier.out_proj.bias",
                        "classifier.bias");
        for (Map.Entry<String, String> origin : origins.entrySet()) {
            assertThat(tensor(second, origin.getKey()))
                    .as(origin.getKey())
                    .isEqualTo(tensor(first, origin.getValue()));
        }
        String[] wider = {"--start=" + first, "--hidden-size=32", "--layers=2"};
        assertRefused(
                fromScratch(folder.resolve("third"), "reformer", wider), "none of whose matrices");
        assertRefused(
                arguments(folder.resolve("fourth"), "--model=" + first, "--start=" + first),
                "--start goes with --new");
    }

    /** A name of the zoo brings its arguments, which those of the command line go before. */
    @Test
    void trainsAModelOfTheZoo() throws IOException {
        Path output = folder.resolve("of-the-zoo");
        succeed(
                arguments(
                        output,
                        "--model=all-minilm-l6-v2-longformer-4096",
                        "--max-length=600",
                        "--max-steps=1",
                        "--batch-size=2"));
        assertThat(Files.readString(output.resolve("config.json")))
                .contains("\"attention\": \"longformer\"", "\"attention_window\": 128")
                .contains("\"max_position_embeddings\": 600");
        Path folderOfModel = folder.resolve("by-folder");
        succeed(arguments(folderOfModel, "--model=" + output, "--max-steps=1", "--batch-size=2"));
        assertThat(Files.readString(folderOfModel.resolve("config.json")))
                .contains("\"attention\": \"longformer\"");
    }

    /** The folder of the run has the merged model; the adapter on its base gives the same. */
    @Test
    void trainsAnAdapter() throws Exception {
        Path first = folder.resolve("first");
        succeed(fromScratch(first, "longformer", "--set=attention_window=8"));
        Files.writeString(
                data,
                Files.readString(data).replace(",fruit", ",grown").replace(",metal", ",mined"));
        Path output = folder.resolve("adapted");
        String[] settings = {
            "--model=hf://" + first,
            "--lora-rank=4",
            "--lora-targets=query_global,value_global",
            "--lora-dropout=0.1",
            "--schedule=cosine",
            "--layer-decay=0.9"
        };
        RecipeRunner runner = succeed(arguments(output, add(settings, "--test=" + data)));
        assertThat(runner.out()).contains("test        accuracy 1.0000");
        try (SafetensorsStore tensors =
                SafetensorsStore.open(output.resolve("adapter/adapter_model.safetensors"))) {
            assertThat(tensors.names())
                    .allMatch(
                            name -> name.matches("base_model\\.model\\..*(lora_[AB]|classifier).*"))
                    .hasSize(2 * 2 + 4);
        }
        String text = "we have plum plum pear iron";
        assertThat(probabilities(first, Map.of("adapter", output.resolve("adapter")), text))
                .isEqualTo(probabilities(output, Map.of(), text));
        Path parts = folder.resolve("parts");
        succeed(arguments(parts, add(settings, "--max-steps=24")));
        succeed(arguments(parts, add(settings, "--resume")));
        assertThat(RecipeRunner.losses(parts)).isEqualTo(RecipeRunner.losses(output));
        // Frozen layers are those of the base model to the bit.
        assertThat(tensor(output, "longformer.encoder.layer.0.output.dense.weight"))
                .isEqualTo(tensor(first, "longformer.encoder.layer.0.output.dense.weight"));
        assertThat(tensor(output, "longformer.encoder.layer.0.attention.self.query_global.weight"))
                .isNotEqualTo(
                        tensor(
                                first,
                                "longformer.encoder.layer.0.attention.self.query_global.weight"));
    }

    private static List<Double> probabilities(
            Path model, Map<String, Object> arguments, String text) throws Exception {
        Criteria.Builder<String, Classifications> criteria =
                Criteria.builder()
                        .setTypes(String.class, Classifications.class)
                        .optModelUrls("hf://" + model);
        arguments.forEach((name, value) -> criteria.optArgument(name, value.toString()));
        try (ZooModel<String, Classifications> loaded = criteria.build().loadModel();
                Predictor<String, Classifications> predictor = loaded.newPredictor()) {
            return predictor.predict(text).getProbabilities();
        }
    }

    private static float[] tensor(Path model, String name) throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                SafetensorsStore store =
                        SafetensorsStore.open(model.resolve("model.safetensors"))) {
            return store.read(manager, name).toFloatArray();
        }
    }

    @Test
    void freezesWhatIsNamed() throws Exception {
        Path first = folder.resolve("first");
        succeed(fromScratch(first, "full"));
        Path output = folder.resolve("frozen");
        succeed(
                arguments(
                        output,
                        "--model=hf://" + first,
                        "--freeze=embeddings|query",
                        "--metric=loss"));
        String query = "bert.encoder.layer.0.attention.self.query.weight";
        String key = "bert.encoder.layer.0.attention.self.key.weight";
        assertThat(tensor(output, query)).isEqualTo(tensor(first, query));
        assertThat(tensor(output, key)).isNotEqualTo(tensor(first, key));
        assertThat(Files.readString(output.resolve("run.json"))).contains("\"figure\": \"loss\"");
        Path other = folder.resolve("other");
        assertRefused(
                arguments(other, "--model=hf://" + first, "--freeze=nothing"),
                "freeze is 'nothing', by which none of the model's parameters would be frozen");
        assertRefused(
                arguments(other, "--model=hf://" + first, "--metric=bleu"),
                "metric is 'bleu'; allowed: accuracy, f1, matthews, loss.");
        assertRefused(
                arguments(other, "--model=hf://" + first, "--lora-rank=2", "--lora-targets=Wqkv"),
                "The targets [Wqkv] are none of the model's linear layers");
    }

    @Test
    void goesOnAsIfItHadNotStopped() throws Exception {
        Path whole = folder.resolve("whole");
        Path parts = folder.resolve("parts");
        String[] settings = {"--set=num_random_features=16", "--accumulate=2"};
        succeed(fromScratch(whole, "performer", settings));
        succeed(fromScratch(parts, "performer", add(settings, "--max-steps=12")));
        assertThat(RecipeRunner.losses(parts)).hasSize(12);
        succeed(fromScratch(parts, "performer", add(settings, "--resume")));
        assertThat(RecipeRunner.log(parts)).isEqualTo(RecipeRunner.log(whole));
        assertThat(RecipeRunner.losses(whole)).hasSize(24);
        assertThat(parts.resolve("model.safetensors"))
                .hasSameBinaryContentAs(whole.resolve("model.safetensors"));
    }

    private static String[] add(String[] settings, String more) {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add(more);
        return all.toArray(String[]::new);
    }

    @Test
    void publishesWithACard() throws IOException {
        Path output = folder.resolve("model");
        succeed(fromScratch(output, "full", "--test=" + data, "--seed=7"));
        Path about = Files.writeString(folder.resolve("about.md"), "Tells fruit from metal.");
        RecipeRunner runner = new RecipeRunner();
        Path published = folder.resolve("published");
        int code =
                runner.run(
                        new PublishModel(),
                        "--run=" + output,
                        "--name=fruit",
                        "--about=" + about,
                        "--license=mit",
                        "--output=" + published);
        assertThat(code).as(runner.err()).isZero();
        assertThat(Files.size(published.resolve("model.safetensors")))
                .isLessThan(Files.size(output.resolve("model.safetensors")) * 6 / 10);
        assertThat(Files.readString(published.resolve("README.md")))
                .contains(
                        "---\nlicense: mit\npipeline_tag: text-classification\n---\n",
                        "# fruit",
                        "Tells fruit from metal.",
                        "| train | 48 | fruit 24, metal 24 |",
                        "| seed | 7 |",
                        "| accuracy | 1.0000 |",
                        "--train=data.csv")
                .doesNotContain(folder.toString());
        assertThat(Files.readString(published.resolve(RunRecord.FILE)))
                .contains("--train=data.csv")
                .doesNotContain(folder.toString());
        assertThat(published.resolve("curves.png")).isNotEmptyFile();
    }

    @Test
    void saysWhatItWouldDo() {
        Path output = folder.resolve("model");
        RecipeRunner runner = succeed(fromScratch(output, "full", "--dry-run"));
        assertThat(runner.out())
                .containsPattern("parameters +\\d")
                .contains("steps       48 (4 epochs")
                .containsPattern("time +about 0:\\d\\d, at [\\d,]+ tokens/s");
        assertThat(output).doesNotExist();
    }

    @Test
    void stopsWhereItGetsNoBetter() throws IOException {
        Path output = folder.resolve("model");
        // Steps so small that no evaluation can be better than the first.
        succeed(
                fromScratch(
                        output,
                        "full",
                        "--learning-rate=1e-12",
                        "--patience=2",
                        "--evaluate-every=5"));
        assertThat(RecipeRunner.losses(output)).hasSize(15);
    }

    @Test
    void refusesBadInput() throws IOException {
        Path output = folder.resolve("model");
        Path other = Files.writeString(folder.resolve("other.csv"), "text,label\nred,colour\n");
        assertRefused(
                fromScratch(output, "full", "--test=" + other),
                "The label 'colour' of line 2 of other.csv is unknown; the training data has fruit,"
                        + " metal.");
        assertRefused(
                fromScratch(output, "full", "--learning-rate=1e30", "--warm-up=0"), "at step ");
        assertRefused(
                fromScratch(output, "full", "--resume", "--output=" + folder.resolve("none")),
                "There is no state-<step>.safetensors in ");
        succeed(fromScratch(folder.resolve("small"), "full", "--max-steps=1"));
        assertRefused(
                fromScratch(folder.resolve("small"), "longformer", "--resume"),
                "began with another value of architectures of config.json");
        assertRefused(
                fromScratch(output, "full", "--max-length=4"),
                "48 of 48 texts are longer than the 4 tokens that the model takes");
        assertRefused(
                fromScratch(output, "full", "--epochs=0"),
                "--epochs is '0'; allowed: a whole number of 1 or more.");
        assertRefused(fromScratch(output, "full", "--mask=NaN"), "--mask is NaN");
        assertRefused(
                fromScratch(output, "full", "--weight-decay=-5"),
                "--weight-decay is '-5'; allowed: a number of 0 or more.");
        assertRefused(fromScratch(output, "full", "--weight-decay=NaN"), "--weight-decay is 'NaN'");
        assertRefused(
                fromScratch(output, "full", "--learning-rate=1e999"), "--learning-rate is '1e999'");
        assertRefused(
                fromScratch(output, "full", "--batch-tokens=1"),
                "tokens long; allowed: from 1 to the 1 of a batch.");
        assertRefused(fromScratch(output, "full", "--output="), "--output is empty");
        assertRefused(
                fromScratch(data, "full"), "--output is " + data + ", but " + data + " is a file");
        assertRefused(fromScratch(Path.of("/proc/none"), "full"), "/proc/none");
        assertRefused(
                arguments(output, "--model=mail-fulll"),
                "There is no model 'mail-fulll'; give a folder that exists, a URL");
    }
}
