  def attended$K(self: __torch__.M, y: Tensor, visible: Tensor, globals: Tensor, table: Tensor) -> Tensor:
    x = torch.to(y, $TYPE, False, False, None)
    size = torch.add(torch.mul(torch.size(x, 0), 4294967296), torch.size(x, 1))
    # What doesn't depend on a mask is made once for all layers, and for texts of the same length.
    if torch.gt(torch.add(torch.numel(visible), torch.numel(globals)), 0):
      shared = (self).begin$K(x, visible, globals, )
    else:
      if torch.ne(self.made, size):
        self.shared = (self).begin$K(x, visible, globals, )
        self.made = size
      else:
        pass
      shared = self.shared
    return (self).context$K(x, $LINEARS, $NORMS, shared, table, )
  def dropped$K(self: __torch__.M, x: Tensor, rate: float) -> Tensor:
    if torch.gt(rate, 0.):
      y = torch.dropout(x, rate, True)
    else:
      y = x
    return y
