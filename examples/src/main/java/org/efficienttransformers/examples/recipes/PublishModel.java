/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.Callable;
import org.efficienttransformers.checkpoint.Checkpoint;
import org.efficienttransformers.checkpoint.LoadOptions;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.cli.TextFile;
import org.efficienttransformers.examples.recipes.run.TrainingOptions;
import org.efficienttransformers.finetune.RunRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Turns what a recipe trained into a model to publish: in half precision, with a model card. */
@Command(
        name = "publish-model",
        sortOptions = false,
        description = {
            "Turns what a recipe trained into a model to publish: in half precision, with a model"
                    + " card made from the run's own record."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  et train publish-model --run target/mail-longformer --name mail-longformer \\",
            "      --about examples/src/main/model-cards/mail.md --license apache-2.0 \\",
            "      --output target/published"
        })
public final class PublishModel implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Option(
            names = "--run",
            paramLabel = "FOLDER",
            required = true,
            description = "The output folder of a recipe.")
    private Path run;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            required = true,
            description = "The name of the model.")
    private String name;

    @Option(
            names = "--about",
            paramLabel = "FILE",
            required = true,
            description =
                    "What the card says first, as Markdown: what the model is for, its limits, the"
                            + " origin of its data.")
    private Path about;

    @Option(
            names = "--license",
            paramLabel = "ID",
            description =
                    "Its licence, as the hub spells it, such as apache-2.0 (default: the card names"
                            + " none). A fine-tuned model is bound by that of its base.")
    private String license;

    @Option(
            names = "--output",
            paramLabel = "FOLDER",
            required = true,
            description =
                    "Where config.json, model.safetensors, the tokenizer, README.md, run.json and"
                            + " curves.png go.")
    private Path output;

    @Override
    public Integer call() throws IOException {
        Path record = run.resolve(RunRecord.FILE);
        if (!Files.exists(record)) {
            throw new BadInputException(
                    "There is no %s; --run takes the output folder of a recipe"
                            + " that came to its end.",
                    record);
        }
        String json = Files.readString(record);
        try (NDManager manager = NDManager.newBaseManager()) {
            Checkpoint.load(run, manager, LoadOptions.DEFAULT).save(run, output, DataType.FLOAT16);
        }
        for (String file : List.of(TrainingOptions.CURVES, RunRecord.FILE)) {
            Files.copy(
                    run.resolve(file), output.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        JsonObject parsed = JsonParser.parseString(json).getAsJsonObject();
        Files.writeString(
                output.resolve("README.md"),
                new ModelCard(name, license, TextFile.read(about), parsed).markdown());
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%s: %.2f MB%n", output, Files.size(output.resolve("model.safetensors")) / 1e6);
        out.flush();
        return 0;
    }
}
