  def tokens$K(self: __torch__.M, blocks: Tensor) -> Tensor:
    # Numbers of blocks (r h) to those of their tokens (rk h).
    inside = torch.arange(0, $BLOCK, dtype=4, layout=None, device=ops.prim.device(blocks), pin_memory=None)
    tokens = torch.add(torch.mul(torch.unsqueeze(blocks, 1), $BLOCK), torch.unsqueeze(inside, 1), alpha=1)
    return torch.flatten(tokens, 0, 1)
