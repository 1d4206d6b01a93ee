/**
 * The attention mechanisms, one file each, as DJL Blocks.
 *
 * <p>All extend {@link org.efficienttransformers.attention.SelfAttention}, which says what goes in
 * and out. A mechanism projects the hidden states onto heads and hands them to a kernel ({@link
 * org.efficienttransformers.kernel}). {@link org.efficienttransformers.attention.AttentionPattern}
 * gives what a mechanism sees as plain data, with a reason for each cell: tests use it as oracle,
 * and pictures are drawn from it.
 *
 * <p>Children are named as in Hugging Face checkpoints ({@code query}, {@code key_global}, ...).
 */
package org.efficienttransformers.attention;
