/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.command.zoo;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.efficienttransformers.examples.command.JsonOption;
import org.efficienttransformers.examples.command.ZooEntry;
import org.efficienttransformers.examples.plan.EncoderSizes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists the zoo, one model a line. */
@Command(
        name = "list",
        description = "Lists the models, one per line; nothing is downloaded.",
        footerHeading = "%nExamples:%n",
        footer = {"  et zoo list", "  et zoo list --json | jq -r '.[].name'"})
public final class ZooList implements Callable<Integer> {

    private static final String FORMAT = "%-42s%-12s%-18s%8s%8s  %s%n";

    @Spec private CommandSpec spec;
    @Mixin private JsonOption json;

    @Override
    public Integer call() {
        List<ZooEntry> entries = ZooEntry.all();
        PrintWriter out = spec.commandLine().getOut();
        if (json.wanted()) {
            JsonArray array = new JsonArray();
            entries.forEach(entry -> array.add(toJson(entry)));
            json.print(out, array);
            return 0;
        }
        out.printf(FORMAT, "name", "mechanism", "for", "tokens", "layers", "licence");
        for (ZooEntry entry : entries) {
            out.printf(
                    FORMAT,
                    entry.name(),
                    entry.mechanism().id(),
                    entry.use(),
                    String.format("%,d", entry.maxLength()),
                    EncoderSizes.of(entry.config()).layers(),
                    entry.licence());
        }
        return 0;
    }

    /** What the list has of a model. */
    static JsonObject toJson(ZooEntry entry) {
        JsonObject object = new JsonObject();
        object.addProperty("name", entry.name());
        object.addProperty("description", entry.description());
        object.addProperty("mechanism", entry.mechanism().id());
        object.addProperty("application", entry.use());
        object.addProperty("max_length", entry.maxLength());
        object.addProperty("licence", entry.licence());
        object.addProperty("website", entry.metadata().getWebsite());
        return object;
    }
}
