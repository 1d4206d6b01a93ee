/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.efficienttransformers.examples.Main;
import org.efficienttransformers.examples.cli.CommandLineProgram;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run leaves behind can be used, at its whole length and after it was told to end. */
class RunsTest {

    private static final String LONG = "apple pear plum ".repeat(20);

    @TempDir private Path folder;
    private Path data;
    private Path tokenizer;

    @BeforeEach
    void writeData() throws IOException {
        tokenizer = RecipeRunner.tokenizer(folder.resolve("tokenizer"));
        Files.writeString(
                tokenizer.resolve("tokenizer_config.json"),
                "{\"tokenizer_class\": \"BertTokenizer\", \"model_max_length\": 32}");
        data =
                Files.writeString(
                        folder.resolve("data.csv"),
                        "text,label\n" + "apple pear plum,fruit\ngold and iron,metal\n".repeat(8));
    }

    private RecipeRunner run(int expected, Object recipe, String... arguments) {
        RecipeRunner runner = new RecipeRunner();
        int code = runner.run(recipe, arguments);
        assertThat(code).as(runner.err() + runner.out()).isEqualTo(expected);
        return runner;
    }

    private String[] arguments(Path output, String... more) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--train=" + data,
                                "--validation=" + data,
                                "--output=" + output,
                                "--epochs=1",
                                "--batch-size=4"));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    private String[] fromScratch(Path output, String... more) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--new=full",
                                "--tokenizer=" + tokenizer,
                                "--layers=1",
                                "--hidden-size=8",
                                "--heads=1",
                                "--max-length=96"));
        arguments.addAll(List.of(more));
        return arguments(output, arguments.toArray(String[]::new));
    }

    private static int maxLength(Path folder) throws IOException {
        return JsonParser.parseString(Files.readString(folder.resolve("tokenizer_config.json")))
                .getAsJsonObject()
                .get("model_max_length")
                .getAsInt();
    }

    private static void predict(Path folder, String text) throws Exception {
        Criteria<String, Classifications> criteria =
                Criteria.builder()
                        .setTypes(String.class, Classifications.class)
                        .optModelUrls("hf://" + folder)
                        .build();
        try (ZooModel<String, Classifications> model = criteria.loadModel();
                Predictor<String, Classifications> predictor = model.newPredictor()) {
            assertThat(predictor.predict(text).getClassNames()).contains("fruit", "metal");
        }
    }

    @Test
    void aSavedModelIsUsableAtItsLength() throws Exception {
        Path first = folder.resolve("first");
        run(0, new TextClassification(), fromScratch(first));
        assertThat(maxLength(first)).isEqualTo(96);
        predict(first, LONG); // 62 tokens

        Path longer = folder.resolve("longer");
        run(
                0,
                new TextClassification(),
                arguments(
                        longer,
                        "--model=hf://" + first,
                        "--set=attention=longformer",
                        "--set=attentionWindow=16",
                        "--max-length=192"));
        assertThat(maxLength(longer)).isEqualTo(192);
        predict(longer, LONG.repeat(2)); // 122 tokens

        // A bound below what the model takes is that of the training alone.
        Files.writeString(data, "text,label\n" + (LONG + ",fruit\niron,metal\n").repeat(2));
        Path shorter = folder.resolve("shorter");
        String[] arguments = arguments(shorter, "--model=hf://" + longer, "--max-length=16");
        RecipeRunner runner =
                run(CommandLineProgram.BAD_INPUT, new TextClassification(), arguments);
        assertThat(runner.err()).contains("2 of 4 texts are longer than the 16 tokens");
    }

    @Test
    void questionsAreTrainedAtTheModelsLength() throws IOException {
        data =
                Files.writeString(
                        folder.resolve("data.jsonl"),
                        "{\"context\":\""
                                + LONG
                                + "\",\"question\":\"what\",\"answer\":\"plum\","
                                + "\"start\":11}\n");
        RecipeRunner runner =
                run(0, new QuestionAnswering(), fromScratch(folder.resolve("answers")));
        assertThat(runner.out()).contains("1 to learn from (1 sequences of up to 96 tokens)");
    }

    @Test
    void trainingOnACpuNeedsFloat32() {
        Path first = folder.resolve("first");
        run(0, new TextClassification(), fromScratch(first));
        for (String type : List.of("float16", "bfloat16", "int8")) {
            Path half = folder.resolve("half");
            String dtype = "--set=dtype=" + type;
            for (String[] arguments :
                    List.of(
                            arguments(half, "--model=hf://" + first, dtype),
                            fromScratch(half, dtype))) {
                assertThat(
                                run(
                                                CommandLineProgram.BAD_INPUT,
                                                new TextClassification(),
                                                arguments)
                                        .err())
                        .startsWith("dtype is ")
                        .contains("for a model to be trained", "allowed: float32");
            }
        }
    }

    @Test
    void nothingIsOverwritten() throws IOException {
        Path first = folder.resolve("first");
        run(0, new TextClassification(), fromScratch(first));
        byte[] model = Files.readAllBytes(first.resolve("model.safetensors"));
        RecipeRunner runner =
                run(CommandLineProgram.BAD_INPUT, new TextClassification(), fromScratch(first));
        assertThat(runner.err()).contains("has a run.json already");
        assertThat(run(0, new TextClassification(), fromScratch(first, "--resume")).out())
                .contains("Done after step 4.");
        assertThat(Files.readAllBytes(first.resolve("model.safetensors"))).isEqualTo(model);
    }

    /** Options of a recipe change its steps as much as those of all recipes do. */
    @Test
    void aRunGoesOnWithItsOwnOptionsOnly() {
        Path output = folder.resolve("run");
        run(0, new TextClassification(), fromScratch(output, "--max-steps=2"));
        for (String other :
                List.of(
                        "--truncate",
                        "--label-smoothing=0.1",
                        "--dropout=hidden_dropout_prob=0.2")) {
            String name = other.replaceFirst("^--dropout=", "").replaceFirst("=.*", "");
            RecipeRunner runner =
                    run(
                            CommandLineProgram.BAD_INPUT,
                            new TextClassification(),
                            fromScratch(output, "--resume", other));
            assertThat(runner.err()).contains("began with another value of " + name);
        }
        run(0, new TextClassification(), fromScratch(output, "--resume"));
    }

    /** Ctrl-C and SIGTERM end a run in good order: what belongs to it is there, and it goes on. */
    @Test
    void aRunThatIsToldToEndCanGoOn() throws Exception {
        Path output = folder.resolve("run");
        String[] arguments = fromScratch(output, "--epochs=2000", "--evaluate-every=4");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx512m",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName(),
                                "train",
                                "text-classification"));
        command.addAll(List.of(arguments));
        // The last of options given twice counts in this test's runner only.
        command.remove("--epochs=1");
        Path errors = folder.resolve("errors");
        Path printed = folder.resolve("printed");
        Process process =
                new ProcessBuilder(command)
                        .redirectError(errors.toFile())
                        .redirectOutput(printed.toFile())
                        .start();
        try {
            Path log = output.resolve("log.csv");
            while (!Files.exists(log) || Files.readAllLines(log).size() < 10) {
                assertThat(process.isAlive()).as(Files.readString(errors)).isTrue();
                TimeUnit.MILLISECONDS.sleep(20);
            }
            process.destroy(); // SIGTERM
            assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(Files.readString(errors)).doesNotContain("Exception", "Shutdown");
        Matcher step =
                Pattern.compile("Interrupted after step (\\d+)")
                        .matcher(Files.readString(printed).replace(",", ""));
        assertThat(step.find()).as(Files.readString(printed)).isTrue();
        try (Stream<Path> files = Files.list(output)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "config.json",
                            "model.safetensors",
                            "tokenizer.json",
                            "tokenizer_config.json",
                            "log.csv",
                            "curves.png",
                            "run.json",
                            "state-" + step.group(1) + ".safetensors");
        }
        predict(output, LONG);
        int more = Integer.parseInt(step.group(1)) + 2;
        String[] rest =
                Stream.concat(Stream.of(arguments), Stream.of("--resume", "--max-steps=" + more))
                        .toArray(String[]::new);
        run(0, new TextClassification(), rest);
        Path whole = folder.resolve("whole");
        run(
                0,
                new TextClassification(),
                fromScratch(whole, "--epochs=2000", "--evaluate-every=4", "--max-steps=" + more));
        assertThat(RecipeRunner.log(output)).isEqualTo(RecipeRunner.log(whole));
    }

    /** Folders that help texts name as a tokenizer or a card are there. */
    @Test
    void helpNamesWhatIsThere() {
        Pattern paths = Pattern.compile("\\b(?:zoo|examples)/src/[\\w./-]+");
        for (Object recipe :
                List.of(
                        new TextClassification(),
                        new TokenClassification(),
                        new QuestionAnswering(),
                        new LanguageModel(),
                        new Embeddings(),
                        new Reranker(),
                        new Summarization(),
                        new ListOps(),
                        new MailTraining(),
                        new PublishModel())) {
            Matcher named = paths.matcher(run(0, recipe, "--help").out());
            while (named.find()) {
                assertThat(Path.of("..").resolve(named.group())).exists();
            }
        }
    }
}
