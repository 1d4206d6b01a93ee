/**
 * The arithmetic of each mechanism, in two forms that give the same values and gradients.
 *
 * <p>The portable form is NDArray operations only and runs on any DJL engine: it is the
 * specification. The fused form is TorchScript, a readable text resource next to the class, and
 * runs on PyTorch: it never holds the scores of a whole sequence. {@link
 * org.efficienttransformers.kernel.KernelMode} chooses between them, {@code kernel.script} turns
 * texts into functions, and {@code kernel.machine} sets what PyTorch reads of its process. Start at
 * {@link org.efficienttransformers.attention.full.FullKernel} and {@link
 * org.efficienttransformers.attention.window.SlidingWindowKernel}; {@link
 * org.efficienttransformers.attention.randomfeature.FeatureKernel} needs no scores at all.
 *
 * <p>Letters in shapes, here and in the whole project: b batch, n length, m key length, h heads, d
 * head size, e embedding (hidden size), w window, c chunk, r rank or features, g global tokens, k
 * block size.
 */
package org.efficienttransformers.kernel;
