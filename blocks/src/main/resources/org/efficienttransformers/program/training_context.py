  def context$K(self: __torch__.M, y: Tensor, visible: Tensor, globals: Tensor) -> Tensor:
    x = torch.to(y, $TYPE, False, False, None)
    shared = (self).begin$K(x, visible, globals, )
    memory = (self).remember$K(x, x, 0, $LINEARS, $NORMS, annotate(List[Tensor], []), shared, )
    return (self).attend$K(x, 0, $LINEARS, $NORMS, memory, shared, )
  def dropped$K(self: __torch__.M, x: Tensor, rate: float) -> Tensor:
    if torch.gt(rate, 0.):
      y = torch.dropout(x, rate, True)
    else:
      y = x
    return y
