  # Rows whose context counts: of windows alone those that see anything at all, else those of tokens.
  def shown$K(self: __torch__.M, x: Tensor, visible: Tensor) -> Tensor:
    shown = torch.type_as(visible, x)
    if $GLOBAL_TOKENS:
      pass
    else:
      reach = ops.prim.min($RADIUS, torch.size(x, 1))
      row = torch.unsqueeze(torch.to(shown, 6, False, False, None), 1)
      row = torch.max_pool1d(row, [torch.add(torch.mul(2, reach), 1)], [1], [reach], [1], False)
      shown = torch.type_as(torch.squeeze(row, 1), x)
    return shown
