/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.efficienttransformers.attention.AttentionKinds;
import org.efficienttransformers.examples.pictures.SweepCurves;
import org.efficienttransformers.kernel.machine.ProcessMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the sweep measures what it is asked to; how fast things are is no test. */
class SweepTest {

    private static final List<String> SMALL =
            List.of(
                    ("--set attention_window=16 --set block_size=16 --set num_random_blocks=1"
                                    + " --set local_attn_chunk_length=16"
                                    + " --set lsh_attn_chunk_length=16 --set linformer_k=16")
                            .split(" "));
    private static final String NUMBER = " +[\\d,]+\\.\\d";

    @TempDir private Path folder;

    private static Output run(String arguments, String... more) {
        List<String> all = new java.util.ArrayList<>(List.of(arguments.split(" ")));
        all.addAll(SMALL);
        all.addAll(List.of(more));
        return Output.of(new Benchmark(), all.toArray(String[]::new));
    }

    @Test
    void attentionOfAllMechanismsInBothForms() throws Exception {
        Path csv = folder.resolve("rows.csv");
        Output output =
                run(
                        "sweep --lengths 64,128 --kernels portable,fused --measure time --repeats 2",
                        "--csv",
                        csv.toString(),
                        "--plots",
                        folder.toString());

        assertThat(output.err()).isEmpty();
        assertThat(output.code()).isZero();
        assertThat(output.lines().get(0)).contains("attention of one layer", "window 16");
        assertThat(output.lines().get(1)).contains("cores", "Java ", "DJL 0.", "PyTorch ");
        assertThat(output.lines().get(2)).startsWith("Benchmark sweep --lengths 64,128");
        List<String> mechanisms = new ArrayList<>(List.of("local"));
        AttentionKinds.all().forEach(kind -> mechanisms.add(kind.id()));
        for (String mechanism : mechanisms) {
            for (String form : List.of("portable", "fused")) {
                assertThat(output.lines())
                        .filteredOn(
                                line ->
                                        line.matches(
                                                "(64|128) +"
                                                        + mechanism
                                                        + " +"
                                                        + form
                                                        + NUMBER.repeat(3)
                                                        + " +[\\d,]+ +\\d+\\.\\d{3} .* 2"))
                        .as(mechanism + ", " + form)
                        .hasSize(2);
                assertThat(output.out().contains(mechanism + ", " + form + ": "))
                        .isEqualTo(!(mechanism.equals("full") && form.equals("fused")));
            }
        }
        List<String> rows = Files.readAllLines(csv);
        assertThat(rows).filteredOn(row -> row.startsWith("#")).hasSize(3);
        assertThat(rows.get(3)).startsWith("mechanism,kernels,step,batch,tokens,calls,median_seco");
        assertThat(rows).hasSize(4 + 4 * mechanisms.size());
        assertThat(rows.get(4)).matches("full,fused,inference,1,64,2(,[\\d.Ee+-]+){4},1,,.*");
        Files.copy(csv, folder.resolve("encoder-time.csv"));
        assertThat(SweepCurves.pictures(folder).get("encoder-time.svg").svg())
                .contains(">bigbird<", ">bigbird, portable<", ">Benchmark sweep --lengths 64,128");
        BufferedImage picture =
                ImageIO.read(folder.resolve("attention-inference-batch1-time.png").toFile());
        assertThat(picture.getWidth()).isGreaterThan(900);
        assertThat(folder.resolve("attention-inference-batch1-memory.png")).doesNotExist();
    }

    @Test
    void trainingOfEncodersWithFullAttentionBesideEvenIfNotAskedFor() {
        Output output =
                run(
                        "sweep --of encoder --layers 1 --mechanisms reformer,performer --batch 2"
                                + " --lengths 64 --steps training --measure time --repeats 1");

        assertThat(output.err()).isEmpty();
        assertThat(output.code()).isZero();
        assertThat(output.out()).contains("encoder of base size", "1 layers", "training, batch 2");
        for (String mechanism : List.of("full", "reformer", "performer")) {
            assertThat(output.lines())
                    .anyMatch(line -> line.matches("64 +" + mechanism + " +fused" + NUMBER + ".*"));
        }
    }

    @Test
    void tracedModelsStandBesideTheEncoders() throws IOException {
        Path file = folder.resolve("traced.pt");
        trace(file, "torch.mul(input_ids, attention_mask)");
        Path failing = folder.resolve("failing.pt");
        trace(failing, "torch.mm(input_ids, attention_mask)");
        Output output =
                run(
                        "sweep --of encoder --layers 1 --mechanisms full --lengths 32"
                                + " --measure time --repeats 1",
                        "--torchscript",
                        file.toString(),
                        "--torchscript",
                        failing.toString());

        assertThat(output.code()).isZero();
        assertThat(output.lines())
                .anyMatch(line -> line.matches("32 +traced.pt +TorchScript" + NUMBER + ".*"))
                .anyMatch(line -> line.matches("32 +failing.pt +TorchScript +-.*  failed: .+"));
    }

    /** What torch.jit.save writes, as far as it is needed. */
    private static void trace(Path file, String result) throws IOException {
        String code =
                "class M(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n"
                        + "  def forward(self: __torch__.M,\n    input_ids: Tensor,\n"
                        + "    attention_mask: Tensor) -> Tensor:\n    return "
                        + result
                        + "\n";
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.setMethod(ZipOutputStream.STORED);
            put(
                    zip,
                    "m/data.pkl",
                    "\u0080\u0002c__torch__\nM\n)\u0081}(X\u0008\0\0\0training\u0089ub.");
            put(zip, "m/code/__torch__.py", code);
            put(zip, "m/constants.pkl", "\u0080\u0002).");
            put(zip, "m/version", "3\n");
        }
    }

    private static void put(ZipOutputStream zip, String name, String text) throws IOException {
        byte[] content = text.getBytes(StandardCharsets.ISO_8859_1);
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    /** Scores of 2,048 tokens and their softmax take 403 MB, those of full attention alone. */
    @Test
    void memoryIsThatOfOneCallInAJvmOfItsOwn() {
        assumeTrue(ProcessMemory.resetPeak());
        Output output =
                run("sweep --mechanisms full --lengths 2048 --kernels portable --measure memory");

        assertThat(output.code()).isZero();
        String row =
                output.lines().stream()
                        .filter(line -> line.matches("2,048 +full +portable .*"))
                        .findFirst()
                        .orElseThrow();
        double megabytes = Double.parseDouble(row.split(" +")[3].replace(",", ""));
        assertThat(megabytes).isBetween(200.0, 1500.0);
        assertThat(row).matches(".* \\d+\\.\\d{3} +-");
    }

    @Test
    void whatIsLeftOutIsSaid() {
        Output output =
                run(
                        "sweep --mechanisms full,linformer --lengths 8,2048,4096 --measure time"
                                + " --max-seconds 1e-4 --max-memory 500 --kernels portable");

        assertThat(output.code()).isZero();
        assertThat(output.lines())
                .anyMatch(line -> line.matches("8 +full +fused .*of 7 calls, those for warm-up.*"))
                .anyMatch(line -> line.matches("8 +linformer .*failed: The rank k of Linformer.*"))
                .anyMatch(line -> line.matches("2,048 +full +fused +-.*skipped: a call would.*"))
                .anyMatch(line -> line.matches("4,096 +full +portable +-.*skipped: it would.*"));
    }

    @Test
    void presetsPrintWhatIsAllowed() {
        Output output =
                run(
                        "sweep --preset encoder-training --layers 1 --lengths 64 --measure time"
                                + " --repeats 1");

        assertThat(output.code()).isZero();
        assertThat(output.lines())
                .anyMatch(
                        line ->
                                line.matches(
                                        "longformer: time / full at 4,096 tokens +- +0.70  not"
                                                + " measured"));
    }
}
