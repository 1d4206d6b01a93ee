/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.command;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.repository.zoo.ZooModel;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.efficienttransformers.checkpoint.CheckpointWriter;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.cli.KindOption;
import org.efficienttransformers.examples.plan.ByteSize;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a checkpoint with another attention, or in half precision. */
@Command(
        name = "convert",
        sortOptions = false,
        description = {
            "Gives a BERT or RoBERTa another attention and more positions, and writes it as a"
                    + " Hugging Face folder: config.json, model.safetensors and tokenizer files.",
            "docs/CONVERSION.md says what is exact and what needs fine-tuning."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  et convert FacebookAI/roberta-base --attention longformer --max-length 4096 --output long-roberta",
            "  et convert my-bert --attention linformer --set linformerK=128 --output my-linformer",
            "  et convert all-minilm-l6-v2 --attention bigbird --max-length 8192 --dtype float16 \\",
            "      --output minilm-bigbird-8192"
        })
public final class ConvertCommand implements Callable<Integer> {

    private static final String LOAD_REPORT = "loadReport";

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = ModelReference.HELP)
    private String model;

    @Option(
            names = "--attention",
            paramLabel = "NAME",
            completionCandidates = KindOption.Swappable.class,
            description = "${COMPLETION-CANDIDATES} (default: the checkpoint's own).")
    private String attention;

    @Option(
            names = "--max-length",
            paramLabel = "TOKENS",
            description =
                    "The longest text; where the checkpoint has fewer positions they are tiled"
                            + " (default: the checkpoint's own).")
    private Integer maxLength;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            completionCandidates = KindOption.SettingNames.class,
            description = "A setting of the attention: ${COMPLETION-CANDIDATES}. May be repeated.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            defaultValue = "float32",
            description = "float32 or float16 (default: ${DEFAULT-VALUE}).")
    private String type;

    @Option(
            names = "--output",
            required = true,
            paramLabel = "FOLDER",
            description = "Where to; the folder must be empty, or not be there yet.")
    private Path output;

    @Mixin private JsonOption json;

    @Override
    public Integer call() {
        DataType floats = dataType();
        checkEmpty();
        Map<String, Object> arguments = new LinkedHashMap<>(settings);
        if (attention != null) {
            arguments.put("attention", attention);
        }
        if (maxLength != null) {
            arguments.put("maxLength", maxLength);
        }
        try (ZooModel<NDList, NDList> loaded = ModelReference.of(model).load(arguments)) {
            CheckpointWriter.save(loaded, output, floats);
            report(loaded.getProperty(LOAD_REPORT));
        } catch (IOException e) {
            throw new BadInputException(e, "The folder %s can't be written: %s", output, e);
        }
        return 0;
    }

    private DataType dataType() {
        return switch (type) {
            case "float32" -> DataType.FLOAT32;
            case "float16" -> DataType.FLOAT16;
            default ->
                    throw new BadInputException("--dtype is %s; allowed: float32, float16.", type);
        };
    }

    private void checkEmpty() {
        if (!Files.exists(output)) {
            return;
        }
        if (!Files.isDirectory(output)) {
            throw new BadInputException(
                    "--output %s is a file; give a folder that is empty or new.", output);
        }
        try (Stream<Path> files = Files.list(output)) {
            if (files.findAny().isPresent()) {
                throw new BadInputException(
                        "The folder %s is not empty, and nothing in it is overwritten;"
                                + " give one that is empty or new.",
                        output);
            }
        } catch (IOException e) {
            throw new BadInputException(e, "The folder %s can't be read: %s", output, e);
        }
    }

    /** What was read, what was made of it, and what has no use. */
    private static List<String> parts(String loadReport) {
        return List.of(loadReport.split("; "));
    }

    private void report(String loadReport) throws IOException {
        Map<String, Long> files = new TreeMap<>();
        try (Stream<Path> written = Files.list(output)) {
            for (Path file : written.toList()) {
                files.put(String.valueOf(file.getFileName()), Files.size(file));
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json.wanted()) {
            JsonObject object = new JsonObject();
            object.addProperty("output", output.toString());
            object.addProperty("dtype", type);
            JsonArray parts = new JsonArray();
            parts(loadReport).forEach(parts::add);
            object.add("report", parts);
            JsonArray names = new JsonArray();
            files.keySet().forEach(names::add);
            object.add("files", names);
            json.print(out, object);
            return;
        }
        parts(loadReport).forEach(out::println);
        out.printf("written to %s as %s:%n", output, type);
        files.forEach((name, size) -> out.printf("  %s, %s%n", name, ByteSize.format(size)));
    }
}
